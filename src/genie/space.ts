import type * as z from "zod";
import type { SpaceSchema } from "./genie-wire.js";

/** A Genie space as the API tells of it. */
export interface Space {
  /** 32 lowercase hexadecimal digits. */
  readonly id: string;
  readonly title: string;
  readonly description?: string | undefined;
  /** Empty when the service does not say. */
  readonly warehouseId: string;
  readonly parentPath?: string | undefined;
  /** Present together with the document only. */
  readonly etag?: string | undefined;
  /** The space document as JSON text; absent unless asked for, and empty without CAN EDIT. */
  readonly serializedSpace?: string | undefined;
}

export function spaceOf(wire: z.infer<typeof SpaceSchema>): Space {
  return {
    id: wire.space_id,
    title: wire.title,
    description: wire.description ?? undefined,
    warehouseId: wire.warehouse_id ?? "",
    parentPath: wire.parent_path ?? undefined,
    etag: wire.etag ?? undefined,
    serializedSpace: wire.serialized_space ?? undefined,
  };
}
