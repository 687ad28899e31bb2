import { type AstNode, isObject, type Json, nodeOf } from "./ast.js";
import { parseFailure, unsupported } from "./failures.js";

type Parse = (sql: string) => unknown;

let loading: Promise<Parse> | undefined;

/**
 * Loads the parser, once for the process. It is the only use of the parser's package, an optional peer that is
 * pinned exactly because the names of its nodes move between versions.
 */
export function loadParser(): Promise<(sql: string) => AstNode> {
  loading ??= import("@polyglot-sql/sdk").then(async (sdk) => {
    const init: unknown = Reflect.get(sdk, "init");
    // The CommonJS build starts its WebAssembly on demand, the ES module while it loads.
    if (typeof init === "function") await init();
    return (sql) => sdk.parse(sql, sdk.Dialect.Databricks);
  });
  return loading.then((parse) => (sql) => readReply(parse(sql)));
}

function readReply(reply: unknown): AstNode {
  if (!isObject(reply)) throw unsupported("This syntax");
  const statements: Json | undefined = reply.ast;
  if (reply.success !== true || !Array.isArray(statements)) {
    const message = typeof reply.error === "string" ? reply.error : "the statement cannot be read";
    throw parseFailure(
      message
        .replace(/dbx_/gi, "")
        .replace(/^Parse error at line \d+, column \d+: /, "")
        .replace(/\.$/, ""),
    );
  }
  if (statements.length !== 1) throw parseFailure("exactly one statement is expected");
  return nodeOf(statements[0]);
}
