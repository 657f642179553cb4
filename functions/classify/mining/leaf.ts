/**
 * A leaf of the tree of templates: those of one service that have as many tokens and begin with the same word. Pure: what a leaf holds follows from
 * what it held and the message.
 *
 * The tree is that of Drain (He et al., ICWS 2017), two levels deep. Unlike it, a template widens only where names differ (not where a share of the tokens
 * does), so that `link up` and `link down` stay two; and an id is minted once, of what all messages of the kind have in common, and kept while the template widens.
 */
import { idFrom } from '#kernel/fingerprint.ts';
import type { LogTemplate } from '#kernel/ports.ts';
import { essenceOf, likeness } from './likeness.ts';
import { wildcard } from './tokens.ts';
import { traitsOf } from './traits.ts';

export type Leaf = readonly LogTemplate[];

/** Templates of a leaf; what fits none of them is one kind then. */
export const maxTemplates = 64;
const restText = '<rest>';
/** Kinds that differ in the same word alone, after which the word is taken for a name. */
const siblingsOfAName = 6;

/** Where templates like this one lie. */
export const leafAddress = (tokens: readonly string[]): string => {
  const [first = ''] = tokens;
  return `${tokens.length} ${traitsOf(first).isName ? wildcard : first}`;
};

const widened = (template: readonly string[], tokens: readonly string[]): string =>
  template
    .map((word, at) => {
      const other = tokens[at] ?? '';
      const [ours, theirs] = [traitsOf(word), traitsOf(other)];
      const same = word === other || (ours.letters !== '' && ours.letters === theirs.letters);
      return same ? word : `${ours.key}${wildcard}`;
    })
    .join(' ');

/** What a leaf makes of a message. */
export interface Placed {
  readonly id: string;
  /** The leaf as it is now; the same object where nothing changed. */
  readonly leaf: Leaf;
  /** A kind not seen before. */
  readonly minted: boolean;
}

/** Two kinds may have the same essence (names alone, and too few words beside them to be one): the later is minted from its own text. */
const mint = (leaf: Leaf, service: string, tokens: readonly string[]): Placed => {
  const text = tokens.join(' ');
  const same = leaf.find((template) => template.text === text);
  if (same !== undefined) return { id: same.id, leaf, minted: false };
  const byEssence = idFrom('log', service, essenceOf(tokens));
  const id = leaf.some((template) => template.id === byEssence) ? idFrom('log', service, 'text', text) : byEssence;
  return { id, leaf: [...leaf, { id, text }], minted: true };
};

/** The kind of a message. Of several templates it fits, the one with most words in common; the elder of equals. `service` keeps ids of services apart. */
export const placeIn = (leaf: Leaf, service: string, tokens: readonly string[]): Placed => {
  let best = -1;
  let bestScore = Number.NEGATIVE_INFINITY;
  const siblings = new Map<number, number>();
  for (const [at, { text }] of leaf.entries()) {
    const { score, sibling } = likeness(text.split(' '), tokens);
    if (score !== undefined && score > bestScore) [best, bestScore] = [at, score];
    if (sibling >= 0) siblings.set(sibling, (siblings.get(sibling) ?? 0) + 1);
  }
  const found = leaf[best];
  if (found !== undefined) {
    const text = widened(found.text.split(' '), tokens);
    return { id: found.id, leaf: text === found.text ? leaf : leaf.with(best, { id: found.id, text }), minted: false };
  }
  if (leaf.length >= maxTemplates) {
    const id = idFrom('log', service, 'rest', leafAddress(tokens));
    const known = leaf.some((template) => template.id === id);
    return { id, leaf: known ? leaf : [...leaf, { id, text: restText }], minted: !known };
  }
  return mint(
    leaf,
    service,
    tokens.map((token, at) => ((siblings.get(at) ?? 0) >= siblingsOfAName ? wildcard : token)),
  );
};
