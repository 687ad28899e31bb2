import { notFound, ServiceError } from "../service-error.js";

/** The whole result of a query, computed anew to be downloaded. */
export interface Download {
  readonly id: string;
  /** Whoever knows it may have the result. */
  readonly signature: string;
  readonly attachmentId: string;
  readonly statementId: string;
}

/** Beyond this many the oldest downloads are let go. */
const mostDownloads = 1_000;

/** The downloads of a simulated workspace. */
export class DownloadStore {
  readonly #downloads = new Map<string, Download>();

  add(download: Download): void {
    this.#downloads.set(download.id, download);
    const oldest = this.#downloads.size > mostDownloads ? this.#downloads.keys().next().value : undefined;
    if (oldest !== undefined) this.#downloads.delete(oldest);
  }

  /** @throws ServiceError 404 for a download that is not there, 403 for a wrong signature */
  get(id: string, attachmentId: string, signature: string | undefined): Download {
    const found = this.#downloads.get(id);
    if (found?.attachmentId !== attachmentId) throw notFound(`Download ${id}`);
    if (found.signature !== signature)
      throw new ServiceError(403, "PERMISSION_DENIED", `The signature of download ${id} is not valid.`);
    return found;
  }
}
