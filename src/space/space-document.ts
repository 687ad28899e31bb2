import { hashText } from "../util/hash.js";
import { applyJsonPatch } from "./apply-json-patch.js";
import { canonicalText } from "./canonical-form.js";
import { type DocumentDifference, diffDocuments } from "./document-diff.js";
import type { DocumentFinding } from "./document-finding.js";
import type { JsonPatch } from "./json-patch.js";
import { type NormalizeOptions, normalizeSpace } from "./normalize-space.js";
import { type ReadDocument, readDocument, readSpace } from "./read-document.js";
import { semanticText } from "./semantic-form.js";
import type { ColumnConfig, DataSource, SerializedSpace } from "./serialized-space.js";
import { type ValidateOptions, validateSpace } from "./validate-space.js";

/**
 * The document of a space (`serialized_space`): parsed, checked for its shape, and immutable through and
 * through. Every edit gives a new document; fields that this library does not know survive all of them.
 */
export class SpaceDocument {
  /** The document in version 2, with names migrated and otherwise as it was given: order included. */
  readonly data: SerializedSpace;
  /** The version it was written in. */
  readonly sourceVersion: 1 | 2;
  #text: string | undefined;
  #semanticText: string | undefined;
  #hash: string | undefined;
  #sources: ReadonlyMap<string, DataSource> | undefined;

  private constructor({ data, sourceVersion }: ReadDocument) {
    this.data = data;
    this.sourceVersion = sourceVersion;
  }

  /**
   * Reads a document from JSON text or from an object, either bare or inside the answer of the API
   * (`{ serialized_space: … }`, as text or as object). Version 1 becomes version 2, as the service does on
   * writing. What may be wrong with the content is for `validate`; only what cannot be held is refused here.
   *
   * @throws SpaceDocumentError when the input is not JSON, not a space document, or of another version; lists
   * every member that has the wrong type.
   */
  static parse(input: string | object): SpaceDocument {
    return new SpaceDocument(readDocument(input));
  }

  /** The tables, then the metric views, in the document's order. */
  get sources(): readonly DataSource[] {
    const { tables = [], metric_views = [] } = this.data.data_sources ?? {};
    return [...tables, ...metric_views];
  }

  /** The table or metric view of exactly this name. */
  source(identifier: string): DataSource | undefined {
    this.#sources ??= new Map(this.sources.map((source) => [source.identifier, source] as const).reverse());
    return this.#sources.get(identifier);
  }

  /** What the document says of a column of a table or metric view; exact names. */
  column(identifier: string, column: string): ColumnConfig | undefined {
    return this.source(identifier)?.column_configs?.find(({ column_name }) => column_name === column);
  }

  /** Everything that breaks a rule of the format or of good practice, in the order of the document. */
  validate(options: ValidateOptions = {}): readonly DocumentFinding[] {
    return validateSpace(this.data, {
      ...options,
      sourceVersion: this.sourceVersion,
      documentBytes: () => new TextEncoder().encode(this.serialize()).length,
    });
  }

  /**
   * The document with every fixable finding mended, in canonical form. Doing so twice changes nothing more.
   * New ids are derived from the object's place and content unless a source of ids is given.
   */
  normalize(options: NormalizeOptions = {}): SpaceDocument {
    return this.with(normalizeSpace(this.data, options));
  }

  /**
   * The JSON text to send to the service: version 2, lists sorted as it demands, texts split into lines, empty
   * optional members left out.
   */
  serialize(): string {
    this.#text ??= canonicalText(this.data);
    return this.#text;
  }

  /**
   * Whether both mean the same to the service: an absent member equals an empty or false one, and neither the
   * order of sorted lists nor the way in which a text is cut into pieces counts.
   */
  equals(other: SpaceDocument): boolean {
    return this.data === other.data || this.#semantics() === other.#semantics();
  }

  /** SHA-256 of what the document means: the same for documents that are equal. */
  get hash(): string {
    this.#hash ??= hashText(this.#semantics());
    return this.#hash;
  }

  /** What leads from this document to the other one: as a JSON patch, and as lines for people. */
  diff(other: SpaceDocument): DocumentDifference {
    return diffDocuments(this.data, other.data);
  }

  /**
   * The document after a JSON patch (RFC 6902).
   * @throws SpaceDocumentError when the patch does not fit, or its result is no space document.
   */
  applyPatch(patch: JsonPatch): SpaceDocument {
    return new SpaceDocument(readSpace(applyJsonPatch(this.data, patch)));
  }

  /**
   * A document with other content. The data is copied where it is not frozen already.
   * @throws SpaceDocumentError when a member has the wrong type.
   */
  with(data: SerializedSpace): SpaceDocument {
    return new SpaceDocument(readSpace(data));
  }

  #semantics(): string {
    this.#semanticText ??= semanticText(this.data);
    return this.#semanticText;
  }
}

export type { DocumentDifference, NormalizeOptions, ValidateOptions };
