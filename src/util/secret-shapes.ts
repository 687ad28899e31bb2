/** What looks like a credential by itself, whoever issued it. */
export const secretText: readonly RegExp[] = [
  /\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{6,}/gi,
  /\bdapi[a-f0-9]{8,}(-\d+)?/gi,
  /\bdose[a-f0-9]{16,}/gi,
  /\bsk-[A-Za-z0-9_-]{8,}/g,
  /\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{4,}\.[A-Za-z0-9_-]*/g,
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
  /\b(?:gh[pousr]_|github_pat_)[A-Za-z0-9_]{20,}/g,
  /\bxox[abeoprs]-[A-Za-z0-9-]{10,}/g,
  /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[A-Za-z0-9+/=\s\\]*(?:-----END [A-Z ]{0,30}PRIVATE KEY-----)?/g,
];

/**
 * What only its surroundings give away: the first group stays, the rest is the credential. Names that are also words of
 * everyday SQL count only where a URL, a connection string or JSON leaves no doubt.
 */
export const namedSecretText: readonly RegExp[] = [
  // The password of an address: `postgres://user:password@host`.
  /(\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/?#@:]{0,200}:)[^\s/?#@]+(?=@)/gi,
  // Members of a query or of a connection string: pre-signed links, JDBC.
  /([?&;](?:x-(?:amz|goog)-(?:signature|credential|security-token)|\w{0,40}signature|sig|(?:access_|refresh_|id_)?token|(?:client_?)?secret|api_?key|password|passwd|pwd|accountkey|sharedaccesskey)=)[^&;\s"'<>#]+/gi,
  // The first member of a form, and a line of a credentials file.
  /(\b(?:client_secret=|aws_secret_access_key\s?=\s?))[^\s"'&;,\\)]+/gi,
  // Members of JSON, also of JSON inside JSON.
  /(\\{0,4}"(?:access_token|refresh_token|id_token|client_secret|password|api_?key)\\{0,4}"\s{0,3}:\s{0,3}\\{0,4}")[^"\\]+/gi,
];
