import { BenchmarkFormatError } from "./benchmark-format-error.js";
import type { BenchmarkRow } from "./benchmark-row.js";

/**
 * Rows of a CSV text (RFC 4180) as objects named by its head line. Quoted fields may hold commas, line breaks and
 * doubled quotes.
 * @throws BenchmarkFormatError when a quote is not closed, or a row has another number of fields than the head.
 */
export function parseCsv(text: string, fileName: string): readonly BenchmarkRow[] {
  const [head, ...rows] = records(text, fileName);
  if (!head) return [];
  return rows.map(({ line, fields }) => {
    if (fields.length !== head.fields.length) {
      const message = `has ${fields.length} fields where the head has ${head.fields.length}`;
      throw new BenchmarkFormatError(fileName, [{ place: `line ${line}`, field: "", message }]);
    }
    return {
      place: `line ${line}`,
      value: Object.fromEntries(head.fields.map((name, index) => [name.trim(), fields[index] ?? ""])),
    };
  });
}

interface CsvRecord {
  readonly line: number;
  readonly fields: readonly string[];
}

function records(text: string, fileName: string): readonly CsvRecord[] {
  const found: CsvRecord[] = [];
  let fields: string[] = [];
  let field = "";
  let line = 1;
  let startLine = 1;
  let isQuoted = false;
  const endField = () => {
    fields.push(field);
    field = "";
  };
  const endRecord = () => {
    endField();
    if (fields.length > 1 || fields[0] !== "") found.push({ line: startLine, fields });
    fields = [];
    startLine = line;
  };
  for (let index = 0; index < text.length; index += 1) {
    const char = text[index];
    if (char === "\n") line += 1;
    if (isQuoted) {
      if (char !== '"') field += char;
      else if (text[index + 1] === '"') {
        field += '"';
        index += 1;
      } else isQuoted = false;
    } else if (char === '"' && field === "") isQuoted = true;
    else if (char === ",") endField();
    else if (char === "\n") endRecord();
    else if (char !== "\r" || text[index + 1] !== "\n") field += char;
  }
  if (isQuoted)
    throw new BenchmarkFormatError(fileName, [
      { place: `line ${startLine}`, field: "", message: "opens a quote that is not closed" },
    ]);
  if (field !== "" || fields.length > 0) endRecord();
  return found;
}
