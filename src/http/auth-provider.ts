/** Proves who is calling. */
export interface AuthProvider {
  /** Kind of credential, for the user agent and for errors: `pat`, `oauth-m2m`. */
  readonly kind: string;
  /** Value of the `Authorization` header. */
  authorize(options?: { readonly signal?: AbortSignal | undefined }): Promise<string>;
  /**
   * Forgets a token that the service refused, so that the next call gets a new one.
   * @param refused the header value that was sent; a newer one is kept
   */
  invalidate?(refused?: string): void;
}
