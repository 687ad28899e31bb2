import type { DocumentFinding } from "./document-finding.js";
import { type DocumentLimits, defaultDocumentLimits } from "./document-limits.js";
import { benchmarkRules, checkBenchmarks, checkMetricViewSql } from "./document-rules/benchmark-rules.js";
import { checkColumns, columnRules } from "./document-rules/column-rules.js";
import { checkIds, idRules } from "./document-rules/id-rules.js";
import { checkInstructions, instructionRules } from "./document-rules/instruction-rules.js";
import { checkJoins, joinRules } from "./document-rules/join-rules.js";
import { checkLimits, limitRules } from "./document-rules/limit-rules.js";
import { checkOrder, orderRules } from "./document-rules/order-rules.js";
import { type DocumentRule, findingOf, type RuleCheck, type RuleContext } from "./document-rules/rule.js";
import { checkSnippets, snippetRules } from "./document-rules/snippet-rules.js";
import { checkSources, sourceRules } from "./document-rules/source-rules.js";
import { checkTexts, textRules } from "./document-rules/text-rules.js";
import { checkVersion, versionRules } from "./document-rules/version-rules.js";
import type { SerializedSpace } from "./serialized-space.js";

/** What a document is checked against. */
export interface ValidateOptions {
  /** Limits of the workspace, where they differ from the documentation's. @default defaultDocumentLimits */
  readonly limits?: Partial<DocumentLimits> | undefined;
  /** Whether names may hold placeholders such as `{catalog}` that are filled in later. @default false */
  readonly isTemplate?: boolean | undefined;
}

/** Every rule that `SpaceDocument.validate` checks. */
export const documentRules: readonly DocumentRule[] = Object.freeze([
  ...versionRules,
  ...textRules,
  ...idRules,
  ...orderRules,
  ...sourceRules,
  ...columnRules,
  ...instructionRules,
  ...joinRules,
  ...snippetRules,
  ...benchmarkRules,
  ...limitRules,
]);

const checks: readonly RuleCheck[] = [
  checkVersion,
  checkTexts,
  checkLimits,
  checkIds,
  checkOrder,
  checkSources,
  checkColumns,
  checkInstructions,
  checkJoins,
  checkSnippets,
  checkBenchmarks,
  checkMetricViewSql,
];

/** Everything that breaks a rule, group by group. */
export function validateSpace(
  data: SerializedSpace,
  {
    limits,
    isTemplate = false,
    sourceVersion,
    documentBytes,
  }: ValidateOptions & Pick<RuleContext, "sourceVersion" | "documentBytes">,
): readonly DocumentFinding[] {
  const findings: DocumentFinding[] = [];
  const context: RuleContext = {
    data,
    sourceVersion,
    isTemplate,
    documentBytes,
    limits: withLimits(limits),
    report: (rule, place, message) => {
      findings.push(findingOf(rule, place, message));
    },
  };
  for (const check of checks) check(context);
  return findings;
}

function withLimits(limits: Partial<DocumentLimits> | undefined): DocumentLimits {
  const given = Object.entries(limits ?? {}).filter(([, limit]) => limit !== undefined);
  return { ...defaultDocumentLimits, ...Object.fromEntries(given) };
}
