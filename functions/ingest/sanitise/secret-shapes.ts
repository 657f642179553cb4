/**
 * Finds secrets by their shape. One pattern of literal beginnings finds candidates; each is then judged by reading forward,
 * and reading goes on behind what was read, so that no text, however made, costs more than its length.
 */

const each = (before: string, middles: string, after: string): readonly string[] =>
  middles.split(' ').map((middle) => `${before}${middle}${after}`);

/** Beginnings behind which letters and digits follow, sixteen at least and a digit among them. */
const prefixes = [
  ...each('gh', 'p o u s r', '_'),
  ...each('gl', 'pat dt rt cbt ptt ft soat imt agent rtr', '-'),
  ...each('xox', 'a b e o p r s', '-'),
  ...each('xox', 'a b e o p r s', '.xox'),
  ...each('', 's r p', 'k_live_'),
  ...each('', 's r p', 'k_test_'),
  ...each('shp', 'at ca pa ss', '_'),
  ...each('do', 'o p r', '_v1_'),
  ...each('hv', 's b r', '.'),
  ...each('dckr_', 'pat oat', '_'),
  ...each('gl', 'sa c', '_'),
  ...each('AT', 'ATT CTT BB', ''),
  ...each('sq0', 'atp csp idp', '-'),
  ...each('dp.', 'pt st ct sa scim audit', '.'),
  ...each('sntry', 's u', '_'),
  ...each('NR', 'AK AA JS II SP', '-'),
  ...each('pat-na', '0 1 2 3 4 5 6 7 8 9', '-'),
  ...each('pat-eu', '0 1 2 3 4 5 6 7 8 9', '-'),
  ...['github_pat_', 'GR1348941', 'xapp-', 'sk-', 'whsec_', 'pypi-', 'swa_', 'ya29.', 'GOCSPX-', 'gsk_', 'xai-', 'pplx-', 'rubygems_'],
  ...['figd_', 'CFPAT-', 'ntn_', 'HRKU-', 'PMAK-', 'lin_api_', 'nfp_', 'AGE-SECRET-KEY-1', 'LTAI', 'CLOJARS_', 'AKCp', 'FLWSECK'],
  ...['eyJrIjoi', 'sbp_', 'tskey-', 'nvapi-', 'phx_', 'dt0c01.', 'xkeysib-'],
  ...each('pscale_', 'tkn pw oauth', '_'),
  ...each('duffel_', 'live test', '_'),
  ...each('fm', '1 2', '_'),
  ...each('lsv2_', 'pt sk', '_'),
  ...['pcsk_', 'tvly-', 'lin_oauth_'],
];

/** Secrets that are recognised as a whole; every repetition is bounded. */
const wholes = [
  'AIza[\\w-]{35}',
  'npm_[A-Za-z0-9]{36}(?!\\w)',
  '(?:hf|r8)_[A-Za-z0-9]{30,40}(?!\\w)',
  'SG\\.[\\w-]{16,32}\\.[\\w-]{16,64}',
  'SK[0-9a-f]{32}(?!\\w)',
  '(?:key-|dapi)[0-9a-f]{32}(?!\\w)',
  '[0-9a-f]{32}-us\\d{1,2}(?!\\w)',
  '(?:bot)?\\d{8,10}:AA[\\w-]{32,36}',
  '[MNO][\\w-]{23,25}\\.[\\w-]{6}\\.[\\w-]{27,38}',
  '[\\w~]{3}\\dQ~[\\w~.-]{31,36}',
  '[A-Za-z0-9]{14}\\.atlasv1\\.[\\w=-]{60,70}',
  'pul-[0-9a-f]{40}(?!\\w)',
  'EZ[AT]K[A-Za-z0-9]{54}(?!\\w)',
  'rdme_[a-z0-9]{70}',
  'tfp_[\\w.=-]{59}',
  'AKID[A-Za-z0-9]{32}(?!\\w)',
  'pat[A-Za-z0-9]{14}\\.[0-9a-f]{64}',
  'secret_[A-Za-z0-9]{43}(?!\\w)',
  '(?:ddp|pnu|pnb)_[A-Za-z0-9]{36}(?!\\w)',
  '(?:sq[apu]|bkua|bkct|sgp)_[0-9a-f]{40}(?!\\w)',
  '(?:sdk|mob)-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}',
  '[st]k\\.eyJ[\\w-]{20,200}\\.[\\w-]{20,43}',
  '1\\/\\/0[\\w-]{40,120}',
  'EAA[A-Za-z0-9_-]{60,250}',
  'sl\\.[\\w-]{120,200}',
  'amzn\\.mws\\.[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}',
];

/** Addresses that are secrets themselves. */
const webhooks = [
  'hooks\\.slack\\.com\\/(?:services|workflows|triggers)\\/[\\w/-]{20,100}',
  'discord(?:app)?\\.com\\/api\\/webhooks\\/\\d{8,25}\\/[\\w-]{30,90}',
  'webhook\\.office\\.com\\/webhookb2\\/[\\w@/-]{40,200}',
];

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-';
const hexadecimal = '0123456789abcdef';
const behind = (begin: string, characters: string): readonly string[] => [...characters].map((character) => `${begin}${character}`);

/**
 * How a word begins, by four characters, in every text with one of these secrets, where no other sign tells of it. Five of `wholes` have
 * no beginning of their own: a word of 17 or 24 characters before a dot, `Q~`, `:AA`, and `-u` behind 32 characters tell of them.
 */
export const secretStarts: ReadonlySet<string> = new Set([
  ...prefixes.flatMap((prefix) => (prefix.length > 3 ? [prefix.slice(0, 4)] : behind(prefix, `${letters}.~+/=`))),
  ...['AIza', 'npm_', 'key-', 'dapi', 'atla', 'hook', 'disc', 'webh', 'AKIA', 'ASIA', 'ABIA', 'ACCA'],
  ...each('', 'secr pul- EZAK EZTK rdme tfp_ AKID ddp_ pnu_ pnb_ sqa_ sqp_ squ_', ''),
  ...each('', 'bkua bkct sgp_ sdk- mob- sk.e tk.e 1//0 amzn SSWS', ''),
  ...[...hexadecimal].flatMap((digit) => behind(`SK${digit}`, hexadecimal)),
  ...['hf_', 'r8_', 'SG.', 'A3T', 'eyJ', 'eyI', 'EAA', 'sl.'].flatMap((begin) => behind(begin, `${letters}.~+/=`)),
  ...['Bear', 'bear', 'BEAR', 'Basi', 'basi', 'BASI', 'BEGI'],
]);

/** A secret begins where no word goes on, or behind an escape: `%3D`, `\n`. */
const begin = '(?<!\\w)|(?<=%[0-9A-Fa-f]{2})|(?<=\\\\[nrt])';

const marker = new RegExp(
  `(?:${begin})(?:(?<key>A(?:KIA|SIA|BIA|CCA|3T[A-Z0-9]))|(?<webhook>${webhooks.join('|')})|(?<whole>${wholes.join('|')})|(?<token>${prefixes.join('|').replaceAll('.', '\\.')})|(?<jwt>ey[JI])|(?<scheme>[Bb](?:earer|asic) |B(?:EARER|ASIC) |SSWS ))|(?<block>-----BEGIN )`,
  'g',
);

const isWord = (code: number): boolean =>
  (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || (code >= 0x30 && code <= 0x39) || code === 0x5f;

/** Characters tokens are made of: letters, digits and `-._~+/=`. */
const isToken = (code: number): boolean =>
  isWord(code) || code === 0x2d || code === 0x2e || code === 0x2f || code === 0x2b || code === 0x3d || code === 0x7e;

/** Where a run of characters ends, at most `limit` further on. */
const runEnd = (text: string, from: number, belongs: (code: number) => boolean, limit = text.length): number => {
  const last = Math.min(text.length, from + limit);
  let at = from;
  while (at < last && belongs(text.charCodeAt(at))) at += 1;
  return at;
};

/** How far a candidate is looked at before it is judged; only a secret is read to its end, and never again. */
const peek = 128;

/** What to replace, and where to read on. */
interface Finding {
  readonly start: number;
  readonly end: number;
  readonly label: string;
}

const found = (start: number, end: number, label: string): Finding => ({ start, end, label });

/** The end of a PEM block that begins here, when it is a private key's. */
const privateKey = (text: string, start: number): Finding | undefined => {
  const head = text.slice(start, start + 80);
  const headEnd = head.indexOf('-----', 11);
  if (headEnd === -1 || !/PRIVATE KEY(?: BLOCK)?$/.test(head.slice(0, headEnd))) return undefined;
  const foot = text.indexOf('-----END ', start + headEnd);
  const end = foot === -1 ? -1 : text.indexOf('-----', foot + 9);
  return found(start, end === -1 ? text.length : end + 5, 'private_key');
};

/** Whether a run has a digit, or changes between capitals and small letters as no name does. */
const isDrawn = (run: string): boolean => /\d/.test(run) || (run.match(/[a-z](?=[A-Z])|[A-Z](?=[a-z])/g)?.length ?? 0) >= run.length * 0.3;

/** Whether what follows a beginning looks like drawn by lot: sixteen characters or more. */
const judge = (text: string, groups: Readonly<Record<string, string | undefined>>, start: number, end: number): Finding | undefined => {
  if (groups['block'] !== undefined) return privateKey(text, start);
  if (groups['webhook'] !== undefined) return found(text.indexOf('/', start) + 1, end, 'webhook');
  if (groups['whole'] !== undefined) return found(start, end, 'token');
  if (groups['scheme'] !== undefined) {
    const stop = runEnd(text, end, isToken);
    return stop - end >= 16 ? found(end, stop, 'credentials') : undefined;
  }
  if (groups['key'] !== undefined) {
    const stop = runEnd(text, end, isWord, peek);
    return stop - start === 20 && /^[A-Z0-9]+$/.test(text.slice(end, stop)) ? found(start, stop, 'aws_key') : undefined;
  }
  if (groups['token'] !== undefined) {
    const run = text.slice(end, runEnd(text, end, isToken, peek));
    return run.length >= 16 && isDrawn(run) && /[A-Za-z0-9]{8}/.test(run) ? found(start, runEnd(text, end, isToken), 'token') : undefined;
  }
  const stop = runEnd(text, end, isToken);
  const run = text.slice(start, stop);
  return run.split('.', 3).length === 3 && run.length >= 20 ? found(start, stop, 'jwt') : undefined;
};

/** Where reading goes on behind a candidate that was none: nothing that was read is read again by the same kind of run. */
const passOver = (text: string, groups: Readonly<Record<string, string | undefined>>, end: number): number =>
  groups['jwt'] === undefined ? end : runEnd(text, end, isToken);

/** Replaces what looks like a secret by `[redacted:<kind>]`. */
export const replaceSecrets = (text: string): string => {
  marker.lastIndex = 0;
  let result = '';
  let copied = 0;
  for (let match = marker.exec(text); match !== null; match = marker.exec(text)) {
    const end = match.index + match[0].length;
    const finding = judge(text, match.groups ?? {}, match.index, end);
    if (finding === undefined) {
      marker.lastIndex = passOver(text, match.groups ?? {}, end);
      continue;
    }
    result += `${text.slice(copied, finding.start)}[redacted:${finding.label}]`;
    copied = finding.end;
    marker.lastIndex = finding.end;
  }
  return copied === 0 ? text : result + text.slice(copied);
};
