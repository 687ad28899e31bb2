import { compareBytes } from "../../../space/byte-order.js";
import { isPlainObject } from "../../../util/json.js";
import { version1Flags } from "./document-fields.js";
import { type JsonObject, objectOf, objectsOf } from "./json-object.js";

/** A document as it is read back: version 2, empty members left out, sample questions in order. */
export function storedForm(document: JsonObject): JsonObject {
  const { version: _, config, data_sources, ...rest } = objectOf(withoutEmpty(document));
  const samples = objectsOf(objectOf(config).sample_questions);
  return {
    version: 2,
    ...(samples.length > 0
      ? {
          config: {
            sample_questions: samples.toSorted((a, b) => compareBytes(String(a.id), String(b.id))),
          },
        }
      : {}),
    data_sources: data_sources ?? {},
    ...rest,
  };
}

function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmpty);
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, member]) => {
      const clean = withoutEmpty(member);
      const isEmpty =
        clean === null ||
        clean === false ||
        clean === "" ||
        (Array.isArray(clean) && clean.length === 0) ||
        (isPlainObject(clean) && Object.keys(clean).length === 0);
      return isEmpty ? [] : [[version1Flags[key] ?? key, clean]];
    }),
  );
}
