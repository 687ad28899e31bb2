import { ConfigurationError } from "../errors/configuration-error.js";

const safeName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

/** Whether the id of a run, or the key of a lock, may stand in a path and is the same text wherever it is kept. */
export function isSafeName(name: string): boolean {
  return safeName.test(name);
}

/** @throws ConfigurationError for a name that could leave a folder, or that a table may give back otherwise. */
export function checkedName(name: string): string {
  if (isSafeName(name)) return name;
  throw new ConfigurationError("run store", [
    { path: "name", message: `"${name}" may hold only letters, digits, ".", "_" and "-"` },
  ]);
}
