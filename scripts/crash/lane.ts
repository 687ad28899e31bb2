import { type ChildProcess, fork } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RunResult } from "genie-enhancer";
import { differences, type Story } from "../../test/crash/story.js";

export interface Programs {
  readonly run: string;
  readonly server: string;
}

/** What is run, but for what is the same in every run. */
export interface Scenario {
  readonly policy: string;
  readonly maxConcurrency: number;
}

interface RunReport {
  readonly result?: RunResult;
  readonly orphans?: number;
  readonly moments?: readonly string[];
  readonly error?: string;
}

/** What an undisturbed run did, and the moments at which it could be killed. */
export interface Undisturbed {
  readonly story: Story;
  readonly moments: readonly string[];
}

/** How long a run may take before it counts as hanging. */
const runTimeoutMs = 90_000;

/** A simulated workspace in a process of its own, and runs against it, one after the other. */
export class Lane {
  readonly #programs: Programs;
  readonly #server: ChildProcess;
  readonly #scenario: Scenario;

  private constructor(programs: Programs, server: ChildProcess, scenario: Scenario) {
    this.#programs = programs;
    this.#server = server;
    this.#scenario = scenario;
  }

  static async open(programs: Programs, scenario: Scenario): Promise<Lane> {
    const server = fork(programs.server, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
    await reply(server);
    return new Lane(programs, server, scenario);
  }

  close(): void {
    this.#server.disconnect();
  }

  async undisturbed(): Promise<Undisturbed> {
    return this.#inFreshWorld(async (environment, folder) => {
      const { result, moments = [], error } = await this.#run(environment, "run");
      if (!result) throw new Error(`The undisturbed run failed: ${error ?? "it ended without a word"}`);
      return { story: await this.#story(result, folder), moments };
    });
  }

  /**
   * Kills a run at a moment, goes on with it in another process, and says what came out otherwise. Undefined when the
   * run came to its end before: with questions side by side, two runs differ in how often they look for an answer.
   */
  async killedAt(moment: number, { story }: Undisturbed): Promise<readonly string[] | undefined> {
    const { maxConcurrency } = this.#scenario;
    return this.#inFreshWorld(async (environment, folder) => {
      const killed = await this.#run({ ...environment, CRASH_KILL_AT: String(moment) }, "run");
      if (killed.result && maxConcurrency > 1) return undefined;
      if (killed.result || killed.error)
        return [`it was not killed: ${killed.error ?? "it came to its end"}`];
      const { result, orphans = 0, error } = await this.#run(environment, "resume");
      if (!result) return [`it does not go on: ${error ?? "it ended without a word"}`];
      const found = differences(story, await this.#story(result, folder), maxConcurrency);
      return orphans === 0 ? found : [...found, `${orphans} orphans`];
    });
  }

  async #inFreshWorld<T>(
    work: (environment: Readonly<Record<string, string>>, folder: string) => Promise<T>,
  ): Promise<T> {
    const folder = await mkdtemp(join(tmpdir(), "genie-enhancer-crash-"));
    try {
      const { url, spaceId } = await this.#command<{ url: string; spaceId: string }>({ command: "reset" });
      return await work({ CRASH_URL: url, CRASH_SPACE: spaceId, CRASH_FOLDER: folder }, folder);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  #story(result: RunResult, folder: string): Promise<Story> {
    return this.#command({ command: "story", result, folder });
  }

  async #command<T>(command: object): Promise<T> {
    const answer = reply<T>(this.#server);
    this.#server.send(command);
    return answer;
  }

  #run(environment: Readonly<Record<string, string>>, mode: "run" | "resume"): Promise<RunReport> {
    const child = fork(this.#programs.run, {
      env: {
        ...process.env,
        ...environment,
        CRASH_MODE: mode,
        CRASH_POLICY: this.#scenario.policy,
        CRASH_CONCURRENCY: String(this.#scenario.maxConcurrency),
      },
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    return new Promise((resolve) => {
      let report: RunReport = {};
      const timer = setTimeout(() => {
        report = { error: `it hangs: no end after ${runTimeoutMs} ms` };
        child.kill("SIGKILL");
      }, runTimeoutMs);
      child.on("message", (message) => {
        report = message as RunReport;
      });
      child.on("exit", () => {
        clearTimeout(timer);
        resolve(report);
      });
    });
  }
}

/** The next answer of a server process. */
function reply<T>(server: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null) => reject(new Error(`The server ended with ${code}`));
    server.once("message", (message) => {
      server.off("exit", ended);
      const { reply: answer, error } = message as { reply?: T; error?: string };
      if (error !== undefined || answer === undefined)
        reject(new Error(error ?? "The server gave no answer"));
      else resolve(answer);
    });
    server.once("exit", ended);
  });
}
