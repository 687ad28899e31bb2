import type { BenchmarkProblem } from "./benchmark-format-error.js";
import type { BenchmarkRow, RowReading } from "./benchmark-row.js";

/**
 * Rows of a CSV text (RFC 4180) as objects named by its head line. Quoted fields may hold commas, line breaks and
 * doubled quotes. Strict: a quote that is not closed or stands elsewhere than around a field, a head with a name
 * twice, and a row with another number of fields than the head are problems.
 */
export function parseCsv(text: string): RowReading {
  const { records, problems } = readRecords(text);
  const [head, ...lines] = records;
  if (!head) return { rows: [], problems };
  const names = head.fields.map((name) => name.trim());
  const headProblems = checkHead(names, head.line);
  if (headProblems.length > 0) return { rows: [], problems: [...problems, ...headProblems] };
  const rows: BenchmarkRow[] = [];
  for (const { line, fields } of lines) {
    const place = `line ${line}`;
    if (fields.length === names.length)
      rows.push({
        place,
        value: Object.fromEntries(names.map((name, index) => [name, fields[index] ?? ""])),
      });
    else
      problems.push({
        place,
        field: "",
        message: `has ${fields.length} fields where the head has ${names.length}`,
      });
  }
  return { rows, problems };
}

/** Every row repeats the names, so that a long one would cost its length for each. */
const longestName = 200;

interface CsvRecord {
  readonly line: number;
  readonly fields: readonly string[];
}

function checkHead(names: readonly string[], line: number): readonly BenchmarkProblem[] {
  const place = `line ${line}`;
  const [only] = names;
  if (names.length === 1 && only && /[;\t]/.test(only)) {
    const message = "is not separated by commas; save the file with commas between its fields";
    return [{ place, field: "", message }];
  }
  const long = names.find((name) => name.length > longestName);
  if (long !== undefined) {
    const message = `the head has a field name of ${long.length} characters; is the first line a head?`;
    return [{ place, field: long.slice(0, 40), message }];
  }
  const repeated = [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
  return repeated.map((name) => ({
    place,
    field: name,
    message: name === "" ? "the head has fields without a name" : "stands in the head more than once",
  }));
}

function readRecords(text: string): {
  readonly records: readonly CsvRecord[];
  readonly problems: BenchmarkProblem[];
} {
  const records: CsvRecord[] = [];
  const problems: BenchmarkProblem[] = [];
  let fields: string[] = [];
  let field = "";
  let line = 1;
  let startLine = 1;
  let state: "plain" | "quoted" | "closed" = "plain";
  let isBroken = false;
  const complain = (message: string) => {
    if (!isBroken) problems.push({ place: `line ${startLine}`, field: "", message });
    isBroken = true;
  };
  const endField = () => {
    fields.push(field);
    field = "";
    state = "plain";
  };
  const endRecord = () => {
    const isBlank = fields.length === 0 && field === "" && state === "plain";
    endField();
    if (!isBlank && !isBroken) records.push({ line: startLine, fields });
    fields = [];
    isBroken = false;
    startLine = line;
  };
  for (let index = 0; index < text.length; index += 1) {
    const char = text[index] ?? "";
    if (char === "\n") line += 1;
    if (state === "quoted") {
      if (char !== '"') field += char;
      else if (text[index + 1] === '"') {
        field += '"';
        index += 1;
      } else state = "closed";
    } else if (char === ",") endField();
    else if (char === "\n") endRecord();
    else if (char === "\r" && text[index + 1] === "\n") continue;
    else if (char === "\r") {
      // Some spreadsheets end lines by it alone; the whole file would be its head.
      line += 1;
      endRecord();
    } else if (state === "closed")
      complain("has text after a closing quote; double the quotes inside a field");
    else if (char !== '"') field += char;
    else if (field === "") state = "quoted";
    else
      complain(
        "has a quote in a field that does not begin with one; put the field in quotes and double those inside",
      );
  }
  if (state === "quoted") complain("opens a quote that is not closed");
  if (field !== "" || fields.length > 0 || state !== "plain") endRecord();
  return { records, problems };
}
