import { ConfigurationError } from "../errors/configuration-error.js";
import type { FixProblem } from "./fix-problem.js";
import type { FixType } from "./fix-type.js";

/** The kinds of fixes on offer. Immutable. */
export class FixTypeRegistry {
  readonly types: readonly FixType[];
  /** Why types are switched off, by name. */
  readonly switchedOff: ReadonlyMap<string, string>;
  readonly #byName: ReadonlyMap<string, FixType>;

  /**
   * @param switchedOff Types that might be expected but are not on offer, with the reason.
   * @throws ConfigurationError when two types share a name.
   */
  constructor(types: readonly FixType[], switchedOff: ReadonlyMap<string, string> = new Map()) {
    this.types = Object.freeze([...types]);
    this.switchedOff = switchedOff;
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

  /** Why a type cannot be used: it is switched off, or nobody knows it. */
  problemWith(type: string): FixProblem {
    const reason = this.switchedOff.get(type);
    const message =
      reason === undefined
        ? `"${type}" is not a registered fix type`
        : `"${type}" is switched off: ${reason}`;
    return { path: "type", message };
  }

  /** A registry that offers these types as well. */
  with(...types: readonly FixType[]): FixTypeRegistry {
    return new FixTypeRegistry([...this.types, ...types], this.switchedOff);
  }

  /** A registry that offers only the types that pass. */
  filter(isOffered: (type: FixType) => boolean): FixTypeRegistry {
    return new FixTypeRegistry(this.types.filter(isOffered), this.switchedOff);
  }

  /** A registry that does not offer a type, and says why. */
  without(type: string, reason: string): FixTypeRegistry {
    return new FixTypeRegistry(
      this.types.filter((other) => other.type !== type),
      new Map([...this.switchedOff, [type, reason]]),
    );
  }
}
