import { ConsoleReporter } from "genie-enhancer";
import { expect, it } from "vitest";

it("shows control characters of outside text instead of sending them to the terminal", () => {
  const lines: string[] = [];
  const reporter = new ConsoleReporter({ write: (line) => void lines.push(line) });
  const hostile = "\u001b]0;owned\u0007\u001b[2J\u009bK\rdone";
  reporter.handle({
    type: "fix-dropped",
    kind: "invalid",
    benchmarkIds: [],
    fixType: "x",
    description: "",
    reason: hostile,
    runId: "r",
    sequence: 1,
    timestamp: "",
  });
  expect(lines).toEqual(["  → Dropped x: \\x1b]0;owned\\x07\\x1b[2J\\x9bK\\x0ddone"]);
});
