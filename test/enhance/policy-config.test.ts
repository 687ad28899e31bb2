import { ConfigurationError, confirmedPolicy, screenedPolicy } from "genie-enhancer";
import { describe, expect, it } from "vitest";
import { resolveConfig } from "../../src/enhance/resolve-config.js";

const spaceId = "0123456789abcdef0123456789abcdef";

describe("policy in the configuration of a run", () => {
  it("may be a policy that tries one fix after the other", () => {
    const policy = confirmedPolicy({ gainRepeats: 3 });
    expect(resolveConfig({ spaceId, policy }).policy).toMatchObject({ name: "confirmed" });
  });

  it("is refused before anything is written when it needs several working spaces", () => {
    expect(() => resolveConfig({ spaceId, policy: screenedPolicy() })).toThrow(ConfigurationError);
    expect(() => resolveConfig({ spaceId, policy: screenedPolicy() })).toThrow(/policy.*one fix at a time/s);
  });
});
