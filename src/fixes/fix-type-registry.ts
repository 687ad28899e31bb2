import { ConfigurationError } from "../errors/configuration-error.js";
import type { FixType } from "./fix-type.js";

/** The kinds of fixes on offer. Immutable. */
export class FixTypeRegistry {
  readonly types: readonly FixType[];
  readonly #byName: ReadonlyMap<string, FixType>;

  /** @throws ConfigurationError when two types share a name. */
  constructor(types: readonly FixType[]) {
    this.types = types;
    this.#byName = new Map(types.map((type) => [type.type, type]));
    if (this.#byName.size < types.length) {
      const names = types.map(({ type }) => type);
      const repeated = names.filter((name, index) => names.indexOf(name) !== index);
      throw new ConfigurationError(
        "fix types",
        repeated.map((name) => ({ path: name, message: "is registered twice" })),
      );
    }
  }

  get(type: string): FixType | undefined {
    return this.#byName.get(type);
  }

  /** A registry that offers these types as well. */
  with(...types: readonly FixType[]): FixTypeRegistry {
    return new FixTypeRegistry([...this.types, ...types]);
  }

  /** A registry that offers only the types that pass. */
  filter(isOffered: (type: FixType) => boolean): FixTypeRegistry {
    return new FixTypeRegistry(this.types.filter(isOffered));
  }
}
