/** What a replay says of classification: kinds, who was asked, who answered, what providers took. */
import { expect, it } from 'vitest';
import { classificationRows } from '#lib/replay/classification-text.ts';

it('tells kinds, questions, layers and what providers took, per million logs', () => {
  const answered = { memory: 9_900, knowledge: 50, rule: 30, local: 15, provider: 5, new_kind: 40, disputed: 2 };
  const asked = { provider_questions: 5, provider_tokens: 4_200, provider_microdollars: 9_000 };
  expect(classificationRows({ ...answered, ...asked })).toEqual([
    ['  kinds', '40 new in 10,000 logs, 4,000 per million; rules and the local model disagree on 2'],
    ['  asked about', '50, 5,000 per million'],
    ['  answered by', 'memory 9,900 (99.0 %), knowledge 50 (0.50 %), rules 30 (0.30 %), the local model 15 (0.15 %), providers 5 (0.05 %)'],
    ['  providers', '5 questions, 4,200 tokens, $0.0090: $0.90 per million logs'],
  ]);
});

it('says nothing where no log came', () => expect(classificationRows({})).toEqual([]));
