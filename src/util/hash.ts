import { sha256 } from "@noble/hashes/sha2";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils";
import { canonicalJson } from "./json.js";

/** SHA-256 of a text (UTF-8), as 64 lowercase hex digits. */
export function hashText(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)));
}

/** SHA-256 of a JSON value's canonical form: equal values hash alike, whatever the order of their keys. */
export function hashJson(value: unknown): string {
  return hashText(canonicalJson(value));
}
