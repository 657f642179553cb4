/**
 * Finds messages that speak to a model instead of of a system. What is suspicious is never shown to a provider: the local model, which
 * follows nobody, judges it. A miss is possible and is what bounds and control questions are for; a false alarm costs one answer of a provider.
 */
import type { Question } from '#kernel/provider.ts';
import { hiddenTexts } from './suspicion/decode.ts';
import { fromLeet, latinOf, mirrored, plainOf, reversed, rotated, squeezed, worded } from './suspicion/fold.ts';
import { hidesText } from './suspicion/hidden.ts';
import { speaksAsModel } from './suspicion/markup.ts';
import { speaksEnglishToModel, speaksToModel, speaksToModelInLetters } from './suspicion/speech.ts';

/** A word for the record: how the text speaks to a model. */
export type Suspicion = 'hidden' | 'markup' | 'speech' | 'encoded';

/** Characters read of a text; more is never shown. */
const longest = 2_000;

const suspicionInPlain = (text: string): Suspicion | undefined => {
  const plain = plainOf(text);
  const latin = latinOf(plain);
  if (speaksAsModel(plain) || speaksAsModel(latin)) return 'markup';
  return speaksToModel(worded(plain), worded(latin)) ? 'speech' : undefined;
};

/** In leet, backwards, in another alphabetical order; with or without spaces between words, or between letters. */
const isDisguised = (text: string): boolean => {
  const latin = latinOf(plainOf(text));
  const shapes = [fromLeet(latin), reversed(latin), rotated(latin, 13), mirrored(latin)];
  return (
    shapes.some((shape) => speaksEnglishToModel(worded(shape))) ||
    [latin, ...shapes].some((shape) => speaksToModelInLetters(squeezed(shape)))
  );
};

const suspicionIn = (text: string): Suspicion | undefined => {
  if (hidesText(text)) return 'hidden';
  const plain = suspicionInPlain(text);
  if (plain !== undefined) return plain;
  if (isDisguised(text)) return 'encoded';
  return hiddenTexts(text).some((hidden) => suspicionInPlain(hidden) !== undefined || isDisguised(hidden)) ? 'encoded' : undefined;
};

/** How one of these texts speaks to a model; undefined where none does. */
export const suspicionInTexts = (texts: Iterable<string>): Suspicion | undefined => {
  for (const text of new Set(texts)) {
    const suspicion = suspicionIn(text.slice(0, longest));
    if (suspicion !== undefined) return suspicion;
  }
  return undefined;
};

/** How a question's text speaks to a model; undefined where it does not. */
export const suspicionOf = ({ template, example, service }: Question): Suspicion | undefined =>
  suspicionInTexts([example, template, service]);
