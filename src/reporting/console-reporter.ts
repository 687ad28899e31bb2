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
    for (const line of progressLines(event)) this.#write(line);
  }
}
