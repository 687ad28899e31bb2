import * as z from "zod";

const name = z.string().trim().min(1).max(255);
const expression = z.string().trim().min(1).max(10_000);
const comment = z.string().trim().min(1).max(5_000);
const synonyms = z.array(z.string().trim().min(1).max(255)).max(10);

/** How a number or a date is shown. Members that do not belong to the type are refused by the service. */
const FormatSchema = z.strictObject({
  type: z.enum(["number", "currency", "percentage", "byte", "date", "date_time"]),
  currencyCode: z
    .string()
    .regex(/^[A-Z]{3}$/, "must be an ISO 4217 code")
    .optional(),
  decimalPlaces: z.number().int().min(0).max(10).optional(),
  abbreviation: z.enum(["none", "compact", "scientific"]).optional(),
  dateFormat: z
    .enum(["locale_short_month", "locale_long_month", "year_month_day", "locale_number_month", "year_week"])
    .optional(),
});

const FieldSchema = z.strictObject({
  name,
  expr: expression,
  comment: comment.optional(),
  displayName: name.optional(),
  format: FormatSchema.optional(),
  synonyms: synonyms.optional(),
});

const units = "day|week|month|quarter|year|hour|minute|second";
const offset = `\\d{1,4} (?:${units})s?`;

const WindowSchema = z.strictObject({
  order: name,
  range: z
    .string()
    .regex(
      new RegExp(`^(?:current|cumulative|all|(?:trailing|leading) ${offset}(?: (?:inclusive|exclusive))?)$`),
      "must be current, cumulative, all, trailing <n> <unit> or leading <n> <unit>",
    ),
  semiadditive: z.enum(["first", "last"]),
  offset: z
    .string()
    .regex(new RegExp(`^-?${offset}$`), "must be <n> <unit>, such as -1 year")
    .optional(),
});

/** A metric view as a fix describes it. */
export const MetricViewSchema = z.strictObject({
  name: z.string().min(1),
  source: z.string().min(1),
  comment: comment.optional(),
  filter: expression.optional(),
  joins: z
    .array(
      z.strictObject({
        name: z.string().regex(/^[A-Za-z_]\w*$/, "must be a plain name"),
        source: z.string().min(1),
        on: expression,
      }),
    )
    .max(10)
    .optional(),
  dimensions: z.array(FieldSchema).max(100),
  measures: z
    .array(FieldSchema.extend({ window: z.array(WindowSchema).min(1).max(5).optional() }))
    .min(1)
    .max(100),
});

export type MetricView = z.infer<typeof MetricViewSchema>;
export type MetricViewFormat = z.infer<typeof FormatSchema>;
