/** The rows that a window takes in, seen from one value of the dimension that orders it. */
export type WindowRange =
  | { readonly kind: "current" | "cumulative" | "all" }
  | {
      readonly kind: "trailing" | "leading";
      readonly count: number;
      /** Singular, such as `day`; undefined where the definition counts steps. */
      readonly unit: string | undefined;
      /** Whether the value itself is one of the `count`. */
      readonly isInclusive: boolean;
    };

/** A window over which a measure is computed. */
export interface MetricWindow {
  /** Name of the dimension that orders it. */
  readonly order: string;
  readonly range: WindowRange;
  readonly hasOffset: boolean;
}

const reach = /^(trailing|leading)\s+(\d+)(?:\s+(\w+?)s?)?(?:\s+(inclusive|exclusive))?$/i;
const units = new Set(["second", "minute", "hour", "day", "week", "month", "quarter", "year"]);

/** The range that a text of the YAML describes. Without a word on it, the value itself is not among those that it reaches for. */
export function parseRange(text: string): WindowRange | undefined {
  const plain = text.trim().toLowerCase();
  if (plain === "current" || plain === "cumulative" || plain === "all") return { kind: plain };
  const [, kind, count, word, modifier] = reach.exec(plain) ?? [];
  if (kind !== "trailing" && kind !== "leading") return undefined;
  const isModifier = word === "inclusive" || word === "exclusive";
  const unit = isModifier ? undefined : word;
  if (unit !== undefined && !units.has(unit)) return undefined;
  return {
    kind,
    count: Number(count),
    unit,
    isInclusive: (isModifier ? word : modifier) === "inclusive",
  };
}

/** Whether the value of one row lies in the range around another's: a condition of DuckDB. */
export function inRange(value: string, around: string, range: WindowRange): string {
  switch (range.kind) {
    case "current":
      return `${value} = ${around}`;
    case "cumulative":
      return `${value} <= ${around}`;
    case "all":
      return "TRUE";
    case "trailing": {
      const from = `${around} - to_${range.unit}s(${range.count})`;
      return range.isInclusive
        ? `${value} <= ${around} AND ${value} > ${from}`
        : `${value} < ${around} AND ${value} >= ${from}`;
    }
    case "leading": {
      const until = `${around} + to_${range.unit}s(${range.count})`;
      return range.isInclusive
        ? `${value} >= ${around} AND ${value} < ${until}`
        : `${value} > ${around} AND ${value} <= ${until}`;
    }
  }
}
