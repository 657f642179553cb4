/**
 * Finds secrets that have no shape: long words that look drawn by lot and stand where something tells of a secret. Identities look drawn
 * by lot as well, so hexadecimal digits, UUIDs, ULIDs, digests and words under names of identities are left alone.
 */

/** A word as tokens are. The engine remembers each character of a match: some five million of them would be more than its stack holds. */
const candidate = /[A-Za-z0-9+/_-]{20,1000000}={0,2}/g;
/** What is longer than this is data. */
const longest = 200;

/** Characters before a word that are looked at. */
const contextLength = 48;

/** Something in front of the word tells of a secret. */
const tellingContext =
  /(?:\b|_)(?:passw(?:or)?d|secret|token|bearer|credentials?|api[ _-]?key|(?:private|access|signing|encryption|master|shared|account|auth|session)[ _-]?key|auth(?:orization|entication)?|jwt|hmac|sas|signature|key)\b[^\n]{0,24}$|redacted:aws_key\][^\n]{0,40}$/i;

/** Names whose values are meant to look so, and stand for nothing but themselves. */
const harmlessContext =
  /(?:id|ids|amz-id-2|hash|sha\d*|md5|digest|checksum|crc|etag|trace\w*|span\w*|commit|revision|version|integrity|image|layer|nonce|cursor|page[ _-]?token|next[ _-]?token|continuation\w*|data|body|payload|fingerprint|thumbprint|serial|kid|build|file|path|url|uri|host|topic|queue|bucket|arn|cache[ _-]?key|partition[ _-]?key|sort[ _-]?key|routing[ _-]?key|primary[ _-]?key|object[ _-]?key|public[ _-]?key|idempotency[ _-]?key|dedup\w*[ _-]?key|row[ _-]?key|binary|blob|bytes|raw|base64|content|text|icon|avatar|thumbnail|png|jpe?g|gif|svg|stream|ssh-(?:rsa|ed25519)|base64,?|certificate)["'\\]*\s?[=:]?>?\s?["'\\[{(]*$/i;

/** An assignment to whatever name; then the word must be longer. */
const assignedContext = /[A-Za-z][\w.-]*["'\\]*\s?[=:]\s?["'\\]*$/;

const longestPlain = 32;

/** Bits a character: how evenly a word draws on its own characters. */
const entropy = (word: string): number => {
  const counts = new Map<number, number>();
  for (let at = 0; at < word.length; at += 1) counts.set(word.charCodeAt(at), (counts.get(word.charCodeAt(at)) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / word.length) * Math.log2(count / word.length);
  return bits;
};

/** How often the kind of character changes within its parts: words of people and machines stay lower case for long, drawn ones do not. */
const changes = (word: string): number => {
  let count = 0;
  let before = 0;
  for (let at = 0; at < word.length; at += 1) {
    const code = word.charCodeAt(at);
    const kind = code >= 0x61 ? 1 : code >= 0x41 && code <= 0x5a ? 2 : code >= 0x30 && code <= 0x39 ? 3 : 0;
    if (before !== 0 && kind !== 0 && kind !== before) count += 1;
    before = kind;
  }
  return count;
};

/** Capitals and small letters in earnest: a name has few of one. */
const bothCases = (word: string): boolean => {
  const capitals = word.replace(/[^A-Z]+/g, '').length;
  const small = word.replace(/[^a-z]+/g, '').length;
  return Math.min(capitals, small) >= word.length * 0.15;
};

/** Whether a word looks drawn by lot: capitals, small letters and digits in no order. */
const isRandom = (word: string): boolean =>
  /\d/.test(word) && bothCases(word) && changes(word) >= word.length * 0.3 && entropy(word) >= Math.min(3.6, Math.log2(word.length) * 0.8);

/** Replaces such words by `[redacted:random]`. */
export const replaceRandomWords = (text: string): string => {
  candidate.lastIndex = 0;
  let result = '';
  let copied = 0;
  for (let match = candidate.exec(text); match !== null; match = candidate.exec(text)) {
    const [word] = match;
    if (word.length > longest || !isRandom(word)) continue;
    const before = text.slice(Math.max(0, match.index - contextLength), match.index);
    const harmless = harmlessContext.test(before);
    const told = !harmless && tellingContext.test(before);
    const assigned = !harmless && word.length >= longestPlain && !word.includes('/') && assignedContext.test(before);
    if (!told && !assigned) continue;
    result += `${text.slice(copied, match.index)}[redacted:random]`;
    copied = match.index + word.length;
  }
  return copied === 0 ? text : result + text.slice(copied);
};
