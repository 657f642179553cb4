import { describe, expect, it } from 'vitest';
import { endStateOf, type Remains, wrongIn } from '#lib/rehearse/judge.ts';

const verified: Remains = {
  ended: true,
  ...{ runs: ['succeeded'], undos: [], strangers: 0 },
  recorded: new Set(['remediation_planned', 'remediation_launched', 'remediation_verified']),
  told: new Set(['remediation_succeeded']),
};
const undone: Remains = {
  ...verified,
  ...{ runs: ['failed'], undos: ['succeeded'] },
  recorded: new Set(['remediation_planned', 'remediation_launched', 'remediation_undoing', 'remediation_failed']),
  told: new Set(['remediation_failed']),
};

describe('the end of a run', () => {
  it('is good when it was done and verified, or undone and people were told', () => {
    expect([endStateOf(verified), wrongIn(verified)]).toEqual(['verified', []]);
    expect([endStateOf(undone), wrongIn(undone)]).toEqual(['undone', []]);
  });

  it.for<[string, Remains, string]>([
    ['the workflow hangs', { ...verified, ended: false }, 'The workflow never came to an end.'],
    ['two were launched', { ...verified, runs: ['succeeded', 'succeeded'] }, 'The runbook was launched 2 times.'],
    ['it was taken back twice', { ...undone, undos: ['succeeded', 'failed'] }, 'It was taken back 2 times.'],
    ['a job has another key', { ...verified, strangers: 1 }, '1 jobs carry no key of this execution.'],
    ['a job goes on by itself', { ...undone, runs: ['running'], told: new Set() }, 'A job still runs, and nobody was told.'],
    ['nobody hears of it', { ...undone, told: new Set() }, 'It did not help, and nobody was told.'],
    ['the record is silent', { ...verified, recorded: new Set(['remediation_verified']) }, 'How it ended is not on record.'],
  ])('is bad when %s', ([, remains, sentence]) => {
    expect(wrongIn(remains)).toContain(sentence);
  });

  it('is left to people when it neither helped nor was taken back', () => {
    expect(endStateOf({ ...undone, undos: ['failed'] })).toBe('left');
    expect(endStateOf({ ...undone, runs: [], undos: [] })).toBe('not-begun');
  });
});
