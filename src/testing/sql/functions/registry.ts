import { aggregateFunctions } from "./aggregates.js";
import { arrayFunctions } from "./array-functions.js";
import { conditionalFunctions } from "./conditional-functions.js";
import { dateFunctions } from "./date-functions.js";
import { dateTextFunctions } from "./date-text-functions.js";
import type { Functions, SqlFunction } from "./define.js";
import { formatStringFunctions } from "./format-string.js";
import { jsonFunctions } from "./json-functions.js";
import { lambdaFunctions } from "./lambda-functions.js";
import { mapFunctions } from "./map-functions.js";
import { measureFunctions } from "./measure-function.js";
import { numberFormatFunctions } from "./number-format.js";
import { numberFunctions } from "./number-functions.js";
import { numberTextFunctions } from "./number-text-functions.js";
import { sessionFunctions } from "./session-functions.js";
import { textFunctions } from "./text-functions.js";
import { unsupportedFunctions } from "./unsupported-functions.js";
import { windowFunctions } from "./window-functions.js";

const ALL: Functions = {
  ...textFunctions,
  ...numberFunctions,
  ...numberTextFunctions,
  ...numberFormatFunctions,
  ...formatStringFunctions,
  ...conditionalFunctions,
  ...dateFunctions,
  ...dateTextFunctions,
  ...arrayFunctions,
  ...mapFunctions,
  ...lambdaFunctions,
  ...jsonFunctions,
  ...aggregateFunctions,
  ...windowFunctions,
  ...measureFunctions,
  ...sessionFunctions,
};

/** Functions that make rows; they stand in FROM, in LATERAL VIEW or alone in the select list. */
const GENERATORS = new Set([
  "explode",
  "explode_outer",
  "posexplode",
  "posexplode_outer",
  "inline",
  "inline_outer",
  "stack",
  "range",
]);

const functions = new Map(Object.entries(ALL));

/** The translation of a function, by its lower-case name. */
export const findFunction = (name: string): SqlFunction | undefined => functions.get(name);

/** Whether Databricks has a function of the name that this engine does not translate. */
export const knownUnsupported = (name: string): boolean =>
  unsupportedFunctions.has(name) || GENERATORS.has(name);

export const isGenerator = (name: string): boolean => GENERATORS.has(name);

/** Whether a word before a parenthesis is taken for a call. */
export const isFunctionName = (name: string): boolean =>
  functions.has(name) || unsupportedFunctions.has(name) || GENERATORS.has(name);
