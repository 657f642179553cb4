/** What a run says of its findings: each once, and an effect outweighs a repetition that saw none. */
import { expect, it } from 'vitest';
import { OutcomeLog } from '#lib/local/outcomes-from-logs.ts';

const said = (...outcomes: readonly string[]): string | undefined => {
  const log = new OutcomeLog();
  log.add(['not JSON "outcomes"', ...outcomes.map((outcome) => JSON.stringify({ outcomes: { [outcome]: ['f-1'] } }))]);
  return log.outcomes.get('f-1');
};

it.for([
  { lines: ['duplicate', 'duplicate'], outcome: 'duplicate' },
  { lines: ['duplicate', 'policy'], outcome: 'duplicate' },
  { lines: ['folded', 'redelivered', 'duplicate'], outcome: 'folded' },
  { lines: ['duplicate', 'folded'], outcome: 'folded' },
  { lines: ['duplicate', 'redelivered'], outcome: 'redelivered' },
  { lines: ['redelivered', 'folded'], outcome: 'folded' },
  { lines: ['redelivered', 'duplicate'], outcome: 'redelivered' },
])('of $lines it keeps $outcome', ({ lines, outcome }) => {
  expect(said(...lines)).toBe(outcome);
});
