/** A model that does whatever a text it can read tells it to: in any language and disguise of the corpus. */
import { hiddenTexts } from '#ai/suspicion/decode.ts';
import { fromLeet, latinOf, mirrored, plainOf, reversed, rotated, squeezed } from '#ai/suspicion/fold.ts';
import { type Injection, injections, unknownInjections } from './injections.ts';
import { honestAnswer } from './model-providers.ts';
import type { Answer, Model, ShownItem } from './model-server.ts';

/** What a text says to a model that decodes, folds and turns around all it is shown; the letters of it alone. */
const readings = (text: string): readonly string[] =>
  [text, ...hiddenTexts(text)].flatMap((shown) => {
    const plain = plainOf(shown);
    const latin = latinOf(plain);
    return [plain, latin, fromLeet(latin), reversed(latin), rotated(latin, 13), mirrored(latin)].map(squeezed);
  });

/** The first letters of each hostile message: what of it is enough to recognise it by. */
const known = [...injections, ...unknownInjections].map((injection) => ({
  injection,
  signs: readings(injection.text)
    .filter((letters) => letters.length >= 8)
    .map((letters) => letters.slice(0, 40)),
}));

/** What a message demands: by the corpus, or by any of our values in it. */
const demandOf = ({ template, example, service }: ShownItem): Injection | undefined => {
  const shown = [template, example, service].flatMap(readings);
  const match = known.find(({ signs }) => signs.some((sign) => shown.some((letters) => letters.includes(sign))));
  return match?.injection;
};

/** Obeys the last demand it can read, about every item it speaks of; of everything else it says the truth. */
export const obeying: Model = (items) => {
  const answers = new Map<string, Answer>(items.map((item) => [item.ref, honestAnswer(item)]));
  for (const item of items) {
    const demand = demandOf(item);
    if (demand === undefined) continue;
    for (const { ref } of items) {
      const isItself = ref === item.ref;
      if ((demand.about === 'itself' && !isItself) || (demand.about === 'others' && isItself)) continue;
      answers.set(ref, { ref, ...demand.wants, confidence: 1, reason: 'You said so.' });
    }
  }
  return [...answers.values()];
};
