/** Whether a message is of the kind of a template. */
import { areOpposed, isIdentifier, lettersOf, namesTrouble } from './identifiers.ts';
import { tellingWords } from './telling-words.ts';
import { bareWord, wildcard } from './tokens.ts';

/** After these a name follows, whatever word it is. */
const nameSlots = new Set(['user', 'username', 'account', 'uid', 'login', 'host', 'hostname']);
/** After these a name may follow. */
const slots = new Set(['by', 'for', 'from', 'name', 'named']);

/** What a token says before its value: `size=`, `reason:`; empty where it is one word. */
export const keyOf = (token: string): string => {
  const key = token.slice(0, Math.max(token.lastIndexOf('='), token.lastIndexOf(':', token.length - 2)) + 1);
  return key.endsWith('::') ? '' : key;
};

const tells = (text: string): boolean =>
  namesTrouble(text) ||
  text
    .toLowerCase()
    .split(/[^a-z]+/)
    .some((word) => tellingWords.has(word));

/** `same` as it stands, `covered` by a `<*>` of the template, `varies` where the template may be widened, `differs` in a plain word, `apart` where one excludes the other. */
type Place = 'same' | 'covered' | 'varies' | 'differs' | 'apart';

const compareAt = (template: readonly string[], tokens: readonly string[], at: number): Place => {
  const [ours, theirs] = [template[at] ?? '', tokens[at] ?? ''];
  if (ours === theirs) return ours === wildcard ? 'covered' : 'same';
  const key = keyOf(ours);
  if (key !== keyOf(theirs)) return 'apart';
  const [our, their] = [ours.slice(key.length), theirs.slice(key.length)];
  const before = bareWord(template[at - 1] ?? '').toLowerCase();
  const named = nameSlots.has(before);
  if (our === wildcard) return named || isIdentifier(their) || !tells(their) ? 'covered' : 'apart';
  const letters = lettersOf(our);
  if (letters !== '' && letters === lettersOf(their)) return 'same';
  if (their === wildcard) return named || isIdentifier(our) || !tells(our) ? 'varies' : 'apart';
  if (isIdentifier(our) && isIdentifier(their)) return areOpposed(our, their) ? 'apart' : 'varies';
  if (named) return 'varies';
  if (tells(our) || tells(their)) return 'apart';
  return key !== '' || slots.has(before) ? 'varies' : 'differs';
};

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
