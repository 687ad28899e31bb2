import { inspect } from "node:util";
import { ApiError, ConfigurationError } from "genie-enhancer";
import { describe, expect, it } from "vitest";
import { redactText, redactValue, registerSecret } from "../../src/util/redact.js";

describe("redaction", () => {
  it("masks known secrets wherever they stand, and whole when one begins with another", () => {
    registerSecret("abc-secret");
    registerSecret("abc-secret-refreshed");
    expect(redactText("x abc-secret-refreshed y abc-secret z")).toBe("x [redacted] y [redacted] z");
    expect(redactValue({ a: ["abc-secret"], "abc-secret": 1 })).toEqual({
      a: ["[redacted]"],
      "[redacted]": 1,
    });
  });

  it("masks a secret inside JSON and inside a URL", () => {
    const secret = 'pass"word\\ü/&?';
    registerSecret(secret);
    for (const text of [secret, JSON.stringify({ a: secret }), `https://x/?p=${encodeURIComponent(secret)}`])
      expect(redactText(text)).not.toMatch(/word|%C3%BC|\\u00fc/);
  });

  it("masks what stands under the name of a secret, however deep, and leaves counts", () => {
    const value = {
      Authorization: "Basic x",
      client_secret: { value: "x", history: ["y"] },
      apiKey: null,
      inputTokens: 5,
      next_page_token: "2",
      totalTokens: "many",
    };
    expect(redactValue(value)).toEqual({
      ...value,
      Authorization: "[redacted]",
      client_secret: { value: "[redacted]", history: ["[redacted]"] },
    });
  });

  it("masks what looks like a credential", () => {
    const dapi = ["da", "pi0123456789abcdef"].join("");
    const jwt = ["eyJhbGciOi", "JIUzI1NiJ9.eyJzdWIi", "OiIxMjM0In0.abcDEF"].join("");
    for (const text of [`Bearer abcdefgh`, dapi, jwt, "sk-abcdefghijk"])
      expect(redactText(`a ${text} b`)).toBe("a [redacted] b");
  });

  it("holds for every part of an error", () => {
    registerSecret("canary-in-errors");
    const errors = [
      new ApiError("told canary-in-errors", {
        code: "BAD_REQUEST",
        request: "GET /canary-in-errors",
        errorCode: "canary-in-errors",
      }),
      new ConfigurationError("options", [{ path: "x", message: "canary-in-errors" }]),
    ];
    for (const error of errors) {
      for (const text of [String(error), error.stack, JSON.stringify(error), inspect(error, { depth: 9 })])
        expect(text).not.toContain("canary");
    }
  });
});
