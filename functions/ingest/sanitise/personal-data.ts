/** Finds e-mail addresses and credentials in URLs, by the `@` both have; in a query it may be `%40`. */

const isLocal = (code: number): boolean =>
  (code >= 0x61 && code <= 0x7a) ||
  (code >= 0x41 && code <= 0x5a) ||
  (code >= 0x30 && code <= 0x39) ||
  code === 0x2e || // .
  code === 0x5f || // _
  code === 0x2b || // +
  code === 0x2d || // -
  code === 0x25; // %

const longestLocal = 64;
const longestDomain = 253;
const longestCredentials = 256;

/** Annotations of OData, as Redfish writes them: `Members@odata.count`. */
const annotation = /^(?:odata|Redfish|Message|Privileges|Org\.OData)\./;

/** Where the domain that begins here ends, or -1 when it is none: dots inside, letters at the end. */
const domainEnd = (text: string, start: number): number => {
  let end = start;
  while (end < text.length && end - start < longestDomain && isLocal(text.charCodeAt(end))) end += 1;
  while (end > start && !/[A-Za-z0-9]/.test(text[end - 1] as string)) end -= 1;
  const domain = text.slice(start, end);
  return /^[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,24}$/.test(domain) && !annotation.test(domain) ? end : -1;
};

/** A token in place of a user, as git and package managers write it: `https://0f3a…@host`. */
const aloneToken = /^(?=\D*\d)[\w-]{20,}$/;

/** `jdbc:oracle:thin:user/password@host` */
const oracle = /jdbc:oracle:[a-z0-9]+:([^\s/@]{1,64}\/[^\s@]{1,128})$/;

/** Start of `user:password` between `://` and the `@` at `at`, or -1. */
const credentialsStart = (text: string, at: number): number => {
  const from = Math.max(0, at - longestCredentials);
  const scheme = text.slice(from, at).lastIndexOf('://');
  if (scheme === -1) {
    const inside = oracle.exec(text.slice(from, at))?.[1];
    return inside === undefined ? -1 : at - inside.length;
  }
  const start = from + scheme + 3;
  const credentials = text.slice(start, at);
  return /^[^\s/?#:]*:[^\s/?#]+$/.test(credentials) || aloneToken.test(credentials) ? start : -1;
};

/** `@`, as itself or as queries have it. */
const sign = /@|%40/g;

/** Replaces e-mail addresses by what `hash` makes of them, and credentials in URLs altogether. */
export const replaceAddresses = (text: string, hash: (address: string) => string): string => {
  let result = '';
  let copied = 0;
  sign.lastIndex = 0;
  for (let match = sign.exec(text); match !== null; match = sign.exec(text)) {
    const at = match.index;
    const credentials = match[0] === '@' ? credentialsStart(text, at) : -1;
    if (credentials >= copied) {
      result += `${text.slice(copied, credentials)}[redacted:credentials]`;
      copied = at;
      continue;
    }
    let start = at;
    while (start > copied && at - start < longestLocal && isLocal(text.charCodeAt(start - 1))) start -= 1;
    const behind = at + match[0].length;
    const end = start < at ? domainEnd(text, behind) : -1;
    // `git@github.com:` is where a repository lies.
    if (end === -1 || text.slice(start, at) === 'git') continue;
    result += text.slice(copied, start) + hash(`${text.slice(start, at)}@${text.slice(behind, end)}`);
    copied = end;
    sign.lastIndex = end;
  }
  return copied === 0 ? text : result + text.slice(copied);
};
