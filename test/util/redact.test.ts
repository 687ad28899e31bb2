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

  it.each([
    ["postgres://svc:hunter2pass@db/x", "postgres://svc:[redacted]@db/x"],
    ["jdbc:databricks://h:443;UID=token;PWD=hunter2pass", "jdbc:databricks://h:443;UID=token;PWD=[redacted]"],
    ["AccountName=x;AccountKey=hunter2pass==;A=b", "AccountName=x;AccountKey=[redacted];A=b"],
    [
      "https://b.s3.amazonaws.com/k?X-Amz-Signature=hunter2pass&X-Amz-Date=2026",
      "https://b.s3.amazonaws.com/k?X-Amz-Signature=[redacted]&X-Amz-Date=2026",
    ],
    [
      "https://x.blob.core.windows.net/c?sv=1&sig=hunter2pass%3D",
      "https://x.blob.core.windows.net/c?sv=1&sig=[redacted]",
    ],
    ["/downloads/x?download_id_signature=hunter2pass", "/downloads/x?download_id_signature=[redacted]"],
    ["client_secret=hunter2pass&scope=all", "client_secret=[redacted]&scope=all"],
    ['{"access_token":"hunter2pass"}', '{"access_token":"[redacted]"}'],
    [
      JSON.stringify(JSON.stringify({ password: "hunter2pass" })),
      String.raw`"{\"password\":\"[redacted]\"}"`,
    ],
    [`${"AK"}IAIOSFODNN7EXAMPLE`, "[redacted]"],
    [`${"gh"}p_hunter2passhunter2passhunter2`, "[redacted]"],
  ])("masks what its surroundings give away: %s", (text, masked) => {
    expect(redactText(text)).toBe(masked);
    expect(redactText(masked)).toBe(masked);
  });

  it.each([
    "SELECT a.access_token = b.access_token, sig=1 FROM t WHERE password = 'x' AND token='y'",
    "/spaces?page_token=abc&page_size=10",
    "http://localhost:8080/a@b",
    "https://example.com/a:b@c?x=1",
    "access_token: what the customer signs in with",
  ])("leaves alone what only reminds of a credential: %s", (text) => {
    expect(redactText(text)).toBe(text);
  });

  it("holds for errors of other libraries that hang on one of ours", () => {
    registerSecret("canary-in-causes");
    const theirs = Object.assign(
      new Error("told canary-in-causes", { cause: new Error("canary-in-causes") }),
      {
        requestBody: { key: "canary-in-causes" },
      },
    );
    theirs.cause = theirs;
    const error = new ApiError("refused", { code: "UNAUTHENTICATED", request: "GET /", cause: theirs });
    expect(inspect(error, { depth: 20 })).not.toContain("canary");
    expect(error.cause).toMatchObject({ message: "told [redacted]" });
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
