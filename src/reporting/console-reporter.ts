import type { RunEvent } from "../events/run-event.js";
import { progressLines } from "./progress-log.js";
import type { Reporter } from "./reporter.js";

/** Writes the progress of a run as readable lines. */
export class ConsoleReporter implements Reporter {
  readonly name = "console";
  readonly #write: (line: string) => void;

  /** @param options.write Takes each line, without a line break. @default console.log */
  constructor({
    write = (line) => console.log(line),
  }: { readonly write?: ((line: string) => void) | undefined } = {}) {
    this.#write = write;
  }

  handle(event: RunEvent): void {
    for (const line of progressLines(event)) this.#write(printable(line));
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not get through
const control = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;

/** Questions and fixes are outside text: what would steer a terminal is shown instead of sent to it. */
function printable(line: string): string {
  return line.replace(control, (char) => `\\x${char.charCodeAt(0).toString(16).padStart(2, "0")}`);
}
