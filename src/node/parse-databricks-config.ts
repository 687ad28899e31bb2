/**
 * Profiles of a `.databrickscfg` text, each with its keys. Values may hold `=`, `;` and `#`: a comment begins a
 * line, or follows a blank and a `#`. Profiles do not inherit from DEFAULT.
 */
export function parseDatabricksConfig(text: string): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const profiles = new Map<string, Map<string, string>>();
  let current: Map<string, string> | undefined;
  for (const line of text.replace(/^\uFEFF/, "").split(/\r?\n/)) {
    const plain = line.trim();
    if (plain === "" || plain.startsWith("#") || plain.startsWith(";")) continue;
    const section = /^\[([^\]]+)\]\s*(?:[#;].*)?$/.exec(plain)?.[1]?.trim();
    if (section !== undefined) {
      current = profiles.get(section) ?? new Map();
      profiles.set(section, current);
      continue;
    }
    const [, key, value] = /^([^=\s]+)\s*=\s*(.*)$/.exec(plain) ?? [];
    if (key !== undefined && value !== undefined) current?.set(key, value.replace(/(?:^|\s+)#.*$/, ""));
  }
  return profiles;
}
