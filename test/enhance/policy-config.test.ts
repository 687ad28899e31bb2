import { ConfigurationError, confirmedPolicy, screenedPolicy } from "genie-enhancer";
import { describe, expect, it } from "vitest";
import { resolveConfig } from "../../src/enhance/resolve-config.js";

const spaceId = "0123456789abcdef0123456789abcdef";

describe("policy in the configuration of a run", () => {
  it("may be a policy that tries one fix after the other", () => {
    const policy = confirmedPolicy({ gainRepeats: 3 });
    expect(resolveConfig({ spaceId, policy }).policy).toMatchObject({ name: "confirmed" });
  });

  it("may be one that tries all fixes at once, by name or made to measure", () => {
    expect(resolveConfig({ spaceId, policy: "screened" }).policy).toBe("screened");
    const policy = screenedPolicy({ preset: "strict", arms: 2 });
    expect(resolveConfig({ spaceId, policy }).policy).toMatchObject({ name: "screened-strict", arms: 2 });
  });

  it("is refused when there is no such policy, or it wants no working space at all", () => {
    // @ts-expect-error no policy of this name
    expect(() => resolveConfig({ spaceId, policy: "sceened" })).toThrow(ConfigurationError);
    const policy = { ...screenedPolicy(), arms: 0 };
    expect(() => resolveConfig({ spaceId, policy })).toThrow(/policy/);
  });
});
