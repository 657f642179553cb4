/**
 * Finds IP addresses. Addresses of private, shared, loopback, link-local, multicast and reserved ranges name machines, not people;
 * of IPv6 only 2000::/3 is given to anybody at all (RFC 4291).
 */
import { remembered } from './remembered.ts';

/** What is done with addresses: `public` ones are hashed, or `all`, or `none`. */
export type AddressChoice = 'public' | 'all' | 'none';

/** Replaces an address, given in its one canonical spelling. */
export type HashAddress = (address: string) => string;

const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;
const isWord = (code: number): boolean =>
  isDigit(code) || (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || code === 0x5f;

/** An IPv4 address as one number; -1 when it is none. Leading zeros make it something else, so that an address has one spelling. */
const ipv4 = (text: string): number => {
  if (text.length < 7 || text.length > 15) return -1;
  let address = 0;
  let numbers = 0;
  let digits = 0;
  let value = 0;
  for (let at = 0; at <= text.length; at += 1) {
    const code = at === text.length ? 0x2e : text.charCodeAt(at);
    if (isDigit(code)) {
      if (digits > 0 && value === 0) return -1;
      digits += 1;
      value = value * 10 + code - 0x30;
    } else {
      if (code !== 0x2e || digits === 0 || value > 255) return -1;
      address = address * 256 + value;
      numbers += 1;
      digits = 0;
      value = 0;
    }
  }
  return numbers === 4 ? address : -1;
};

/** Ranges that are assigned to nobody in particular: RFC 1918, 6598, 3927, 1122, 5771, netmasks and reserved ones. */
const isLocalV4 = (address: number): boolean => {
  const a = address >>> 24;
  const b = (address >>> 16) & 255;
  return (
    a === 0 ||
    a === 10 ||
    a === 127 ||
    (a === 100 && b >= 64 && b < 128) ||
    (a === 169 && b === 254) ||
    (a === 172 && b >= 16 && b < 32) ||
    (a === 192 && b === 168) ||
    a >= 224
  );
};

const hexValue = (code: number): number => {
  if (isDigit(code)) return code - 0x30;
  const letter = (code | 0x20) - 0x61;
  return letter >= 0 && letter < 6 ? letter + 10 : -1;
};

/** The same with the IPv4 address at its end, if there is one, as two groups; undefined when what stands there is none. */
const withoutDots = (text: string): string | undefined => {
  if (!text.includes('.')) return text;
  const lastColon = text.lastIndexOf(':');
  const four = ipv4(text.slice(lastColon + 1));
  return four === -1 ? undefined : `${text.slice(0, lastColon + 1)}${(four >>> 16).toString(16)}:${(four & 0xffff).toString(16)}`;
};

/** The eight groups of an IPv6 address, an embedded IPv4 address included; undefined when it is none. A body may hold millions: each character is looked at once. */
const ipv6 = (text: string): readonly number[] | undefined => {
  const hex = withoutDots(text);
  if (hex === undefined) return undefined;
  const groups: number[] = [];
  let gap = hex.startsWith('::') ? 0 : -1;
  let at = gap === 0 ? 2 : 0;
  while (at < hex.length) {
    const start = at;
    let value = 0;
    for (let digit = hexValue(hex.charCodeAt(at)); digit >= 0; digit = hexValue(hex.charCodeAt(at))) {
      value = value * 16 + digit;
      at += 1;
    }
    if (at === start || at - start > 4) return undefined;
    groups.push(value);
    if (at === hex.length) break;
    if (hex.charCodeAt(at) !== 0x3a || at + 1 === hex.length) return undefined;
    at += 1;
    if (hex.charCodeAt(at) !== 0x3a) continue;
    if (gap !== -1) return undefined;
    gap = groups.length;
    at += 1;
  }
  const missing = 8 - groups.length;
  if (gap === -1) return missing === 0 ? groups : undefined;
  return missing < 1 ? undefined : [...groups.slice(0, gap), ...new Array<number>(missing).fill(0), ...groups.slice(gap)];
};

/** An address in its one spelling and whether it may be somebody's. */
interface Address {
  readonly canonical: () => string;
  readonly local: boolean;
}

/** Undefined when the text is none. */
const readAddress = (text: string): Address | undefined => {
  if (!text.includes(':')) {
    const four = ipv4(text);
    return four === -1 ? undefined : { canonical: () => text, local: isLocalV4(four) };
  }
  const six = ipv6(text);
  if (six === undefined) return undefined;
  const mapped = six[5] === 0xffff && six.slice(0, 5).every((group) => group === 0);
  if (mapped) {
    const [high = 0, low = 0] = six.slice(6);
    const dotted = () => [high >> 8, high & 255, low >> 8, low & 255].join('.');
    return { canonical: dotted, local: isLocalV4(high * 65_536 + low) };
  }
  const [first = 0] = six;
  return { canonical: () => six.map((group) => group.toString(16)).join(':'), local: first < 0x2000 || first > 0x3fff };
};

/** Where the digits and dots, or the hexadecimal digits and colons, that begin here end. */
const runEnd = (text: string, from: number): number => {
  let at = from;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    const belongs = isDigit(code) || (code >= 0x61 && code <= 0x66) || (code >= 0x41 && code <= 0x46) || code === 0x2e || code === 0x3a;
    if (!belongs) break;
    at += 1;
  }
  return at;
};

/** `version 1.2.3.4`, `v1.2.3.4`, `rev. 1.2.3.4`, `OID 1.3.6.1`. */
const versionBefore =
  /(?:\bv|versions?|\bver\.?|release|\brev(?:ision)?\.?|build|firmware|\boid|upgraded? (?:to|from)|[<>=~^]=)["']?\s?[:=]?\s?["']?$/i;

/** `Chrome/120.0.0.0`: a product and its version. Host names before a slash, as Java prints them, begin in lower case. */
const productBefore = /(?:^|[^\w.-])[A-Z][A-Za-z]*\/$/;

/** A network of 256 addresses and more is nobody's own: `/24`. */
const network = /^\/(?:\d|1\d|2[0-4])(?!\d)/;

const contextLength = 24;

/** Whether four numbers at this place are a version, an OID or a network rather than one machine's address. */
const isVersion = (text: string, start: number, end: number, candidate: string): boolean => {
  const after = text.charCodeAt(end);
  if (after === 0x2d && isWord(text.charCodeAt(end + 1))) return true;
  if (after === 0x2b || candidate === '1.3.6.1' || candidate.endsWith('.0.0.0')) return true;
  if (network.test(text.slice(end, end + 4))) return true;
  const before = text.slice(Math.max(0, start - contextLength), start);
  return versionBefore.test(before) || (productBefore.test(before) && after !== 0x3a);
};

/** What a run of digits, dots and colons ends in that is no part of an address. */
const trimmed = (run: string): string => {
  const last = run.charCodeAt(run.length - 1);
  return last === 0x2e || last === 0x3a ? run.replace(/[.:]+$/, (end) => (end === '::' ? end : '')) : run;
};

/** An address at the beginning of a run of its characters, and how long it is: a port may follow, or a full stop. */
const addressIn = (run: string): (Address & { readonly text: string }) | undefined => {
  if (run.length > 60) return undefined;
  const full = trimmed(run);
  const whole = readAddress(full);
  if (whole !== undefined) return { ...whole, text: full };
  const port = /^(\d[\d.]*):\d{1,5}(?::\d+)?$/.exec(full)?.[1];
  const before = port === undefined ? undefined : readAddress(port);
  return port === undefined || before === undefined ? undefined : { ...before, text: port };
};

/** Replaces the addresses in a text. */
export const replaceIpAddresses = (text: string, choice: AddressChoice, hash: HashAddress): string => {
  let result = '';
  let copied = 0;
  let at = 0;
  while (at < text.length) {
    const end = runEnd(text, at);
    if (end - at < 3) {
      at = end + 1;
      continue;
    }
    const leading = text.charCodeAt(at) === 0x3a && text.charCodeAt(at + 1) !== 0x3a ? 1 : 0;
    const start = at + leading;
    const before = text.charCodeAt(at - 1);
    const inName = at > 0 && leading === 0 && (isWord(before) || before === 0x2d || before === 0x7e) && text.charCodeAt(at - 2) !== 0x5c;
    const address = inName || isWord(text.charCodeAt(end)) ? undefined : addressIn(text.slice(start, end));
    if (address !== undefined && (choice === 'all' || !address.local)) {
      const stop = start + address.text.length;
      if (address.text.includes(':') || !isVersion(text, start, stop, address.text)) {
        result += text.slice(copied, start) + hash(address.canonical());
        copied = stop;
      }
    }
    at = end + 1;
  }
  return copied === 0 ? text : result + text.slice(copied);
};

/** Attributes whose whole value is an address, whatever it looks like. */
export const tellsAddress = remembered((name) =>
  /(?:^|[._-])(?:client|source|peer|remote|user|sock|destination|server|network|net|http)[._-].*(?:address|addr|ip)$|(?:^|[._-])(?:ip|client_?ip|remote_?addr(?:ess)?|source_?ip|x[_-]forwarded[_-]for|x[_-]real[_-]ip)$/i.test(
    name,
  ),
);

/** The value of such an attribute when it is an address and nothing else, replaced where it may be somebody's; undefined for any other. */
export const wholeAddress = (text: string, choice: AddressChoice, hash: HashAddress): string | undefined => {
  const read = readAddress(text);
  if (read === undefined) return undefined;
  return choice === 'all' || !read.local ? hash(read.canonical()) : text;
};
