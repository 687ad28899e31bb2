import { ConfigurationError, type ConfigurationIssue } from "../errors/configuration-error.js";
import { isPlainObject } from "../util/json.js";
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
   * @throws ConfigurationError when two types share a name, or give parameters of one name different JSON types:
   * the model is shown the parameters of all types side by side.
   */
  constructor(types: readonly FixType[], switchedOff: ReadonlyMap<string, string> = new Map()) {
    this.types = Object.freeze([...types]);
    this.switchedOff = switchedOff;
    this.#byName = new Map(types.map((type) => [type.type, type]));
    const names = types.map(({ type }) => type);
    const repeated = names.filter((name, index) => names.indexOf(name) !== index);
    const issues = [
      ...repeated.map((name) => ({ path: name, message: "is registered twice" })),
      ...clashingParameters(types),
    ];
    if (issues.length > 0) throw new ConfigurationError("fix types", issues);
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

function clashingParameters(types: readonly FixType[]): readonly ConfigurationIssue[] {
  const seen = new Map<string, { readonly owner: string; readonly type: unknown }>();
  return types.flatMap(({ type: owner, jsonSchema }) =>
    Object.entries(isPlainObject(jsonSchema.properties) ? jsonSchema.properties : {}).flatMap(
      ([name, schema]) => {
        const type = isPlainObject(schema) ? schema.type : undefined;
        const first = seen.get(name);
        if (!first) seen.set(name, { owner, type });
        if (!first || first.type === type) return [];
        const message = `is ${String(type)} here and ${String(first.type)} in ${first.owner}; rename one of them`;
        return [{ path: `${owner}.${name}`, message }];
      },
    ),
  );
}
