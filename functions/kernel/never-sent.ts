/** Failures of a call that surely reached nobody. */

/** No address, no connection, no trust in the certificate. [U]: collected from Node's documentation, not exhaustive; what is missing here counts as unknown, which is the careful side. */
const neverSent =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|CERT_.*|DEPTH_ZERO_.*|SELF_SIGNED_.*|UNABLE_TO_.*|ERR_TLS_CERT_.*)$/;

const codeOf = (error: unknown): string => {
  if (!(error instanceof Error)) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return codeOf(error.cause);
};

/** Whether the call failed before a byte of the request can have been read. */
export const wasNeverSent = (error: unknown): boolean => neverSent.test(codeOf(error));
