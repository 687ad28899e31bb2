import { documentIdPattern } from "../document-ids.js";
import { idLists } from "../document-objects.js";
import type { DocumentRule, RuleCheck } from "./rule.js";

const idMissing: DocumentRule = {
  id: "id-missing",
  severity: "error",
  kind: "format",
  isFixable: true,
  mend: "Give the object an id of 32 lowercase hexadecimal digits.",
};

const idFormat: DocumentRule = {
  id: "id-format",
  severity: "error",
  kind: "format",
  isFixable: true,
  mend: "Use 32 lowercase hexadecimal digits without hyphens.",
};

const idDuplicate: DocumentRule = {
  id: "id-duplicate",
  severity: "error",
  kind: "format",
  isFixable: true,
  mend: "Give one of the objects another id.",
};

const idShared: DocumentRule = {
  id: "id-shared",
  severity: "warning",
  kind: "practice",
  isFixable: true,
  mend: "Give one of the objects another id: newer interfaces want ids unique in the whole space.",
};

export const idRules: readonly DocumentRule[] = [idMissing, idFormat, idDuplicate, idShared];

/** Ids: there, well-formed, and unique. */
export const checkIds: RuleCheck = ({ data, report }) => {
  const poolsOfId = new Map<string, readonly string[]>();
  for (const { items, place, pool } of idLists(data)) {
    for (const [index, { id }] of items.entries()) {
      const at = [...place, index, "id"];
      if (id === "") {
        report(idMissing, at, "the object has no id");
        continue;
      }
      if (!documentIdPattern.test(id)) report(idFormat, at, `"${id}" is no id`);
      const known = poolsOfId.get(id) ?? [];
      if (known.includes(pool)) report(idDuplicate, at, `id ${id} is taken by another of the ${pool}`);
      else if (known.length > 0) report(idShared, at, `id ${id} is taken by one of the ${known.join()}`);
      poolsOfId.set(id, [...known, pool]);
    }
  }
};
