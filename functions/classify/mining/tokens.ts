/** A masked message as tokens: what is sure to vary is one `<*>`, however much of it stands in a row. */

/** What stands for a part that varies. */
export const wildcard = '<*>';

/** Units say how a number was printed, not what happened: `850 B` and `5.8 KB` are the same kind. */
const units = new Set(
  'b kb mb gb tb kib mib gib bytes byte kbytes mbytes % ns us µs ms s sec secs second seconds min mins minute minutes h hour hours day days am pm'.split(
    ' ',
  ),
);

/** Names of days, months and time zones vary with the date beside them. */
const dateWords = new Set(
  `mon tue wed thu fri sat sun monday tuesday wednesday thursday friday saturday sunday jan feb mar apr may jun jul aug sep oct nov dec january
february march april june july august september october november december utc gmt pst pdt est edt cst cdt cet cest`.split(/\s/),
);

const isLetter = (code: number): boolean => (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code > 127;

/** What masking leaves of parts that vary. */
const kinds = /<(?:num|id|ip|uuid|time|path|str|email|hex|url|host)>/g;

/** The word without the punctuation around it: `(<*>,` is `<*>`. */
export const bareWord = (token: string): string => {
  let start = 0;
  let end = token.length;
  while (start < end && !isLetter(token.charCodeAt(start)) && token[start] !== '<') start += 1;
  while (end > start && !isLetter(token.charCodeAt(end - 1)) && token[end - 1] !== '>') end -= 1;
  return token.slice(start, end);
};

const isOf = (names: ReadonlySet<string>, token: string | undefined): boolean =>
  token !== undefined && names.has(bareWord(token).toLowerCase());

const hasLetters = (text: string): boolean => {
  for (let at = 0; at < text.length; at += 1) if (isLetter(text.charCodeAt(at))) return true;
  return false;
};

/** `<*>` where a word holds nothing else that tells: `[<num>:<num>]`, `<num>ms`. */
const tokenOf = (word: string): string => {
  if (!word.includes('<')) return word;
  const token = word.replace(kinds, wildcard);
  if (!token.includes(wildcard)) return token;
  const rest = token.replaceAll(wildcard, '');
  return !hasLetters(rest) || isOf(units, rest) ? wildcard : token;
};

/** So many tokens tell a kind of message apart. */
const maxTokens = 60;
/** Words that are looked at: runs of what varies are one token. */
const maxWords = 400;

/** Splits a masked message. Runs of `<*>`, with the units and names of dates beside them, are one. */
export const tokensOf = (masked: string): readonly string[] => {
  const tokens: string[] = [];
  // Dots that lead the eye to a value are no part of a word.
  for (const word of masked.replaceAll(/\.{2,}/g, '. ').split(' ', maxWords)) {
    if (word === '') continue;
    const token = tokenOf(word);
    const last = tokens[tokens.length - 1];
    if (token === wildcard) {
      while (isOf(dateWords, tokens[tokens.length - 1])) tokens.pop();
      if (tokens[tokens.length - 1] === wildcard) continue;
    } else if (last === wildcard) {
      const name = bareWord(token).toLowerCase();
      if ((name === '' && token.length < 3) || units.has(name) || dateWords.has(name)) continue;
    }
    // A list of ids: `blk_<*> blk_<*>`.
    if (last !== undefined && token.includes(wildcard) && bareWord(token) === bareWord(last)) continue;
    if (tokens.length === maxTokens) break;
    tokens.push(token);
  }
  return tokens;
};
