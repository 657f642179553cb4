/** Who is asked, how they answer, and when nobody is. */
import type { Journey } from './journey.ts';
import { answer, approves, followLink, inTurn, press } from './people.ts';

const asking = { required: true, expiresMinutes: 4, notify: ['alex'], channels: ['hook', 'chat'] };
const byTwo = { ...asking, approvers: 2 };
const verified = { endsIn: 'Done and verified', jobs: ['run successful'] } as const;
const nothing = (endsIn: string) => ({ endsIn, jobs: [] });

export const questions: readonly Journey[] = [
  {
    name: 'needs three, who answer by link, in Slack and over the API, and each counts once',
    rule: { approval: { ...asking, approvers: 3 } },
    when: {
      'Wait for approval': async (run, stage) => [
        await followLink(run, stage, 'approve'),
        await followLink(run, stage, 'approve'),
        await press(run, stage, 'approve', 'U0SAM', 'not-the-secret'),
        await press(run, stage, 'approve', 'U0NOBODY'),
        await press(run, stage, 'approve', 'U0SAM'),
        await answer(run, stage, 'approve', 'sam'),
        await answer(run, stage, 'approve', 'robin'),
      ],
    },
    ...{ answers: [200, 200, 401, 403, 200, 200, 200], ...verified },
  },
  {
    name: 'needs two, and was sent to both in one message: their shared link counts for neither',
    rule: { approval: { ...byTwo, notify: ['alex', 'sam'] } },
    when: { 'Wait for approval': async (run, stage) => [await followLink(run, stage, 'approve')] },
    ...{ answers: [403], ...nothing('Nobody answered') },
  },
  {
    name: 'needs two, and gets one in time',
    rule: { approval: byTwo },
    when: { 'Wait for approval': approves },
    ...nothing('Nobody answered'),
  },
  {
    name: 'needs two, and gets a yes and a no',
    rule: { approval: byTwo },
    when: {
      'Wait for approval': async (run, stage) => [await followLink(run, stage, 'approve'), await press(run, stage, 'reject', 'U0SAM')],
    },
    ...nothing('Rejected'),
  },
  {
    name: 'was written by one of those who are asked',
    rule: { approval: asking, author: 'alex' },
    when: {
      'Wait for approval': async (run, stage) => [
        await answer(run, stage, 'approve', 'alex'),
        await followLink(run, stage, 'approve'),
        await press(run, stage, 'approve', 'U0SAM'),
      ],
    },
    ...{ answers: [403, 403, 200], ...verified },
  },
  {
    name: 'is rejected, and approved too late',
    rule: { approval: asking },
    when: { 'Wait for approval': inTurn(async (run, stage) => [await followLink(run, stage, 'reject')], approves) },
    ...{ answers: [200, 409], ...nothing('Rejected') },
  },
  {
    name: 'waits under a new token when its step is repeated',
    rule: { approval: asking },
    ...{ faults: [{ at: 'Wait for approval', kind: 'died' }], when: { 'Wait for approval': approves }, ...verified },
  },
  { name: 'falls into maintenance, and is skipped', alertname: 'maintained', rule: { duringMaintenance: 'skip' }, ...nothing('Held back') },
  {
    name: 'falls into maintenance, and is asked for',
    ...{ alertname: 'maintained', rule: { duringMaintenance: 'ask', approval: { ...asking, required: false } } },
    ...{ when: { 'Wait for approval': approves }, ...verified },
  },
  { name: 'falls into maintenance, and takes no notice', alertname: 'maintained', rule: { duringMaintenance: 'run' }, ...verified },
  {
    name: 'has a high risk, and is asked for',
    rule: { risk: 'high', approval: { ...asking, required: false } },
    when: { 'Wait for approval': approves },
    ...verified,
  },
];
