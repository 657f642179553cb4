/** Whether a message is of the kind of a template. */
import { bareWord, wildcard } from './tokens.ts';
import { traitsOf } from './traits.ts';

/** After these a name follows, whatever word it is. */
const nameSlots = new Set(['user', 'username', 'account', 'uid', 'login', 'host', 'hostname']);
/** After these a name may follow. */
const slots = new Set(['by', 'for', 'from', 'name', 'named']);

/** `same` as it stands, `covered` by a `<*>` of the template, `varies` where the template may be widened, `differs` in a plain word, `apart` where one excludes the other. */
type Place = 'same' | 'covered' | 'varies' | 'differs' | 'apart';

const compareAt = (template: readonly string[], tokens: readonly string[], at: number): Place => {
  const [word, other] = [template[at] ?? '', tokens[at] ?? ''];
  if (word === other) return word === wildcard ? 'covered' : 'same';
  const [ours, theirs] = [traitsOf(word), traitsOf(other)];
  if (ours.key !== theirs.key) return 'apart';
  if (!ours.isWildcard && ours.letters !== '' && ours.letters === theirs.letters) return 'same';
  const before = bareWord(template[at - 1] ?? '').toLowerCase();
  const named = nameSlots.has(before);
  if (ours.isWildcard) return named || theirs.isName || !theirs.tells ? 'covered' : 'apart';
  if (theirs.isWildcard) return named || ours.isName || !ours.tells ? 'varies' : 'apart';
  if (ours.isName && theirs.isName) return ours.tellingParts === theirs.tellingParts ? 'varies' : 'apart';
  if (named) return 'varies';
  if (ours.tells || theirs.tells) return 'apart';
  return ours.key !== '' || slots.has(before) ? 'varies' : 'differs';
};

/** What any message that joins a template says at this place, too: names and values count for nothing, but for what of them tells. */
const essenceAt = (tokens: readonly string[], at: number): string => {
  const { key, isWildcard, isName, letters, tells, tellingParts } = traitsOf(tokens[at] ?? '');
  const before = bareWord(tokens[at - 1] ?? '').toLowerCase();
  if (isWildcard || nameSlots.has(before)) return `${key}${wildcard}`;
  if (isName) return `${key}${wildcard}${tellingParts}`;
  if ((key !== '' || slots.has(before)) && !tells) return `${key}${wildcard}`;
  return letters === '' ? (tokens[at] ?? '') : `${key}${letters}`;
};

/** The same for every message of a kind, whichever came first: what a kind's id is minted from. */
export const essenceOf = (tokens: readonly string[]): string => tokens.map((_, at) => essenceAt(tokens, at)).join(' ');

/** How a message compares with a template of as many tokens. */
export interface Likeness {
  /** How alike they are; undefined where the message is of another kind. */
  readonly score: number | undefined;
  /** The one place where a plain word differs, everything else being alike; -1 else. */
  readonly sibling: number;
}

const apart: Likeness = { score: undefined, sibling: -1 };

/** A message belongs to a template when it differs in names alone, and in fewer of them than there are words that agree. */
export const likeness = (template: readonly string[], tokens: readonly string[]): Likeness => {
  if (template.length !== tokens.length) return apart;
  const count = { same: 0, covered: 0, varies: 0, differs: 0, apart: 0 };
  let sibling = -1;
  for (let at = 0; at < template.length; at += 1) {
    const place = compareAt(template, tokens, at);
    if (place === 'apart') return apart;
    count[place] += 1;
    if (place === 'differs') sibling = at;
  }
  if (count.differs > 0) return { score: undefined, sibling: count.differs === 1 && count.varies === 0 ? sibling : -1 };
  const enough = count.varies === 0 ? count.same > 0 || count.covered === tokens.length : count.same >= Math.max(2, count.varies);
  const bare = count.same === 0 && tokens.some((token) => token !== wildcard);
  return enough && !bare ? { score: count.same + count.covered / 2 - count.varies, sibling: -1 } : apart;
};
