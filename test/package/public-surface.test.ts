import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { beforeAll, describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const source = `${root}src/`;
const entries = ["index.ts", "node/index.ts", "testing/index.ts", "testing/msw.ts", "schemas.ts"];

/** Types that only say how public ones are made up, and that nobody needs a name for. */
const unnamed = ["EventBodies", "defaults", "spacePermissions"];

describe("the public surface", () => {
  let checker: ts.TypeChecker;
  let names: Record<string, string[]>;
  /** Every public symbol, with its name in its entry. */
  const symbols = new Map<ts.Symbol, string>();

  const resolved = (symbol: ts.Symbol) =>
    symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const isOurs = (node: ts.Node) => node.getSourceFile().fileName.startsWith(source);
  const documentation = (symbol: ts.Symbol) =>
    ts.displayPartsToString(symbol.getDocumentationComment(checker));

  beforeAll(() => {
    const { config } = ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile);
    const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
    const program = ts.createProgram(
      entries.map((entry) => source + entry),
      options,
    );
    checker = program.getTypeChecker();
    names = Object.fromEntries(
      entries.map((entry) => {
        const file = program.getSourceFile(source + entry);
        const module = file && checker.getSymbolAtLocation(file);
        const exported = module ? checker.getExportsOfModule(module) : [];
        for (const symbol of exported) symbols.set(resolved(symbol), `${entry}: ${symbol.name}`);
        return [entry, exported.map(({ name }) => name).sort()];
      }),
    );
  });

  it("has the names that it is known to have", async () => {
    await expect(`${JSON.stringify(names, null, 2)}\n`).toMatchFileSnapshot("golden/public-names.json");
  });

  it("exports every type that its signatures mention", () => {
    const missing = new Set<string>();
    const seen = new Set<ts.Symbol>();
    const visit = (symbol: ts.Symbol, from: string): void => {
      if (seen.has(symbol)) return;
      seen.add(symbol);
      for (const declaration of symbol.declarations?.filter(isOurs) ?? []) walk(declaration, from);
    };
    const walk = (node: ts.Node, from: string): void => {
      if (ts.isBlock(node) || isHidden(node)) return;
      // What a value is made with says nothing about it; where its type is not written down, that is no name either.
      if (
        ts.isVariableDeclaration(node) ||
        ((ts.isPropertyDeclaration(node) || ts.isParameter(node)) && node.initializer)
      ) {
        if (node.type) walk(node.type, from);
        return;
      }
      const name = ts.isTypeReferenceNode(node)
        ? node.typeName
        : ts.isExpressionWithTypeArguments(node)
          ? node.expression
          : ts.isTypeQueryNode(node)
            ? node.exprName
            : undefined;
      const mentioned = name && checker.getSymbolAtLocation(name);
      if (mentioned) {
        const target = resolved(mentioned);
        const isParameter = (target.flags & ts.SymbolFlags.TypeParameter) !== 0;
        if (!isParameter && target.declarations?.some(isOurs)) {
          if (!symbols.has(target) && !unnamed.includes(target.name))
            missing.add(`${target.name}, mentioned by ${from}`);
          visit(target, symbols.get(target) ?? from);
        }
      }
      ts.forEachChild(node, (child) => walk(child, from));
    };
    for (const [symbol, name] of symbols) visit(symbol, name);
    expect([...missing]).toEqual([]);
  });

  it("says what each of its names is for", () => {
    const silent = [...symbols].filter(([symbol]) => documentation(symbol) === "").map(([, name]) => name);
    expect(silent).toEqual([]);
  });

  it("has every error class, so that callers can tell it from others", () => {
    const thrown = readdirSync(source, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .flatMap((file) => [
        ...readFileSync(source + file, "utf8").matchAll(/class (\w+) extends GenieEnhancerError/g),
      ])
      .map(([, name = ""]) => name);
    const known = Object.values(names).flat();
    expect(thrown.length).toBeGreaterThan(20);
    expect(thrown.filter((name) => !known.includes(name))).toEqual([]);
  });

  it("lists every code of its errors in docs/errors.md", () => {
    const guide = readFileSync(`${root}docs/errors.md`, "utf8");
    const missing = [...symbols].flatMap(([symbol, name]) => {
      const [declaration] = symbol.declarations ?? [];
      if (!declaration || !ts.isClassDeclaration(declaration) || !symbol.name.endsWith("Error")) return [];
      const code = checker.getDeclaredTypeOfSymbol(symbol).getProperty("code");
      const type = code && checker.getTypeOfSymbol(code);
      if (!type) return [`${name} has no code`];
      const codes = type.isUnion() ? type.types : [type];
      const literals = codes.flatMap((one) => (one.isStringLiteral() ? [one.value] : []));
      return [symbol.name, ...literals].filter((word) => !guide.includes(`\`${word}\``));
    });
    expect(missing).toEqual([]);
  });
});

function isHidden(node: ts.Node): boolean {
  const isPrivate =
    ts.canHaveModifiers(node) &&
    ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword) === true;
  return (
    isPrivate || (ts.isClassElement(node) && node.name !== undefined && ts.isPrivateIdentifier(node.name))
  );
}
