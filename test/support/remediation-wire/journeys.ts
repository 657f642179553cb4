/** Ways through the deployed remediation workflow that together take every transition of it that can be taken. */
import { type Fault, type FaultKind, forGood } from './fault.ts';
import type { Journey } from './journey.ts';
import { approves, inTurn, rejects, resolves, stops } from './people.ts';

const always = (at: string, kind: FaultKind): Fault => ({ at, kind, times: forGood });
/** A step whose function may do nothing any more. */
const denied = (at: string): readonly Fault[] => [always(at, 'denied')];
const asking = { required: true, expiresMinutes: 4, notify: ['sam'], channels: ['hook'] };

const verified = { endsIn: 'Done and verified', jobs: ['run successful'] } as const;
const failed = (...jobs: readonly string[]) => ({ endsIn: 'Remediation failed', jobs });
/** On a target that remembers how it was. */
export const restart: NonNullable<Journey['rule']> = {
  ...{ target: 'kubernetes', template: 'restart', undo: { by: 'target' } },
  parameters: { namespace: 'shop', name: { label: 'service.name', pattern: '[a-z]+' } },
};
const asks = { rule: { approval: asking } } as const;

/** How the runbook may go. */
const ways: readonly Journey[] = [
  { name: 'is tried dry, run and verified', check: true, endsIn: 'Done and verified', jobs: ['check successful', 'run successful'] },
  { name: 'has a template that cannot be tried dry', ...verified },
  {
    name: 'is of a target that tries nothing dry',
    rule: { target: 'webhook', template: 'mend', undo: { by: 'target' } },
    ...{ endsIn: 'Done and verified', jobs: [] },
  },
  { name: 'is only shown', rule: { mode: 'dry_run' }, check: true, endsIn: 'Said what it would do', jobs: ['check successful'] },
  {
    name: 'is refused its parameters',
    rule: { parameters: { service: { label: 'service.name', pattern: '[0-9]+' } } },
    endsIn: 'No runbook for this',
    jobs: [],
  },
  { name: 'fails half-way, and is taken back', ends: { run: 'failed' }, ...failed('run failed', 'undo successful') },
  { name: 'never ends, is stopped and taken back', ends: { run: 'never' }, ...failed('run canceled', 'undo successful') },
  {
    name: 'never ends, is slow to stop, and is taken back then',
    ...{ ends: { run: 'never, slow to stop' }, ...failed('run canceled', 'undo successful') },
  },
  { name: 'never ends, cannot be stopped, and is not taken back', ends: { run: 'never, unstoppable' }, ...failed('run running') },
  { name: 'ends well when it is to stop, and is verified', ends: { run: 'when it is to stop' }, ...verified },
  {
    name: 'fails, and its undo ends well when it is to stop',
    ...{ ends: { run: 'failed', undo: 'when it is to stop' }, ...failed('run failed', 'undo successful') },
  },
  {
    name: 'does not help, and is taken back when it was given its time',
    rule: { verify: { withinMinutes: 2 }, minConfidence: 0 },
    ...{ lasts: true, ...failed('run successful', 'undo successful') },
  },
  {
    name: 'does not help, and is looked at before that can be seen',
    rule: { verifyAfterMinutes: 0.5 },
    ...{ lasts: true, ...failed('run successful', 'undo successful') },
  },
  { name: 'fails, and so does its undo', ends: { run: 'failed', undo: 'failed' }, ...failed('run failed', 'undo failed') },
  { name: 'fails, and its undo never ends', ends: { run: 'failed', undo: 'never' }, ...failed('run failed', 'undo canceled') },
  { name: 'is not verified by its probe, nor is its undo', probe: () => false, ...failed('run successful', 'undo successful') },
  { name: 'is not verified by its probe, but its undo is', probe: (asked) => asked > 1, ...failed('run successful', 'undo successful') },
  {
    name: 'has no undo, is approved, and fails',
    rule: { undo: undefined, approval: asking },
    ...{ ends: { run: 'failed' }, when: { 'Wait for approval': approves }, ...failed('run failed') },
  },
];

/** What the target may do besides. */
const targets: readonly Journey[] = [
  { name: 'has a target that is down when it is planned', faults: [always('See what it would change', 'down')], ...failed() },
  {
    name: 'has a target that is down when it is tried dry, and is approved without',
    ...{ check: true, faults: [always('Try it dry', 'down')], when: { 'Wait for approval': approves }, ...verified },
  },
  {
    name: 'fails its dry run, and is approved all the same',
    ...{ check: true, ends: { check: 'failed' }, when: { 'Wait for approval': approves } },
    ...{ endsIn: 'Done and verified', jobs: ['check failed', 'run successful'] },
  },
  {
    name: 'never ends its dry run, and is rejected',
    ...{ check: true, ends: { check: 'never' }, when: { 'Wait for approval': rejects }, endsIn: 'Rejected', jobs: ['check canceled'] },
  },
  {
    name: 'is tried dry without an answer, and the dry run is found',
    ...{
      check: true,
      faults: [{ at: 'Try it dry', kind: 'lost after' }],
      endsIn: 'Done and verified',
      jobs: ['check successful', 'run successful'],
    },
  },
  { name: 'has a target that is down when it is launched', faults: [always('Launch the runbook', 'down')], ...failed() },
  { name: 'is launched without an answer, and found', faults: [{ at: 'Launch the runbook', kind: 'lost after' }], ...verified },
  { name: 'is launched without an answer, and never found', faults: [{ at: 'Launch the runbook', kind: 'lost before' }], ...failed() },
  {
    name: 'is launched without an answer, and has a target that is down when it is looked up',
    faults: [{ at: 'Launch the runbook', kind: 'lost after' }, always('Look up the job', 'down')],
    ...failed('run successful'),
  },
  {
    name: 'has a target that is down while it runs',
    ...{ ends: { run: 'never' }, faults: [always('Look at the job', 'down')], ...failed('run canceled', 'undo successful') },
  },
  {
    name: 'has a target that is down while it runs and when it is stopped',
    ...{ ends: { run: 'never' }, faults: [always('Look at the job', 'down'), always('Stop the job', 'down')], ...failed('run running') },
  },
  {
    name: 'fails, and has a target that is down when it is taken back',
    ...{ ends: { run: 'failed' }, faults: [always('Take it back', 'down')], ...failed('run failed') },
  },
  {
    name: 'fails, and is taken back without an answer',
    ...{ ends: { run: 'failed' }, faults: [{ at: 'Take it back', kind: 'lost after' }], ...failed('run failed', 'undo successful') },
  },
];

/** What may become of the functions. */
const functions: readonly Journey[] = [
  {
    name: 'is tried dry by a function that dies at it, and then once more',
    ...{
      check: true,
      faults: [{ at: 'Try it dry', kind: 'dies at work' }],
      endsIn: 'Done and verified',
      jobs: ['check successful', 'run successful'],
    },
  },
  {
    name: 'is launched by a function that dies at it, and then once more',
    faults: [{ at: 'Launch the runbook', kind: 'dies at work' }],
    ...verified,
  },
  {
    name: 'is taken back by a function that dies at it, and then once more',
    ...{ ends: { run: 'failed' }, faults: [{ at: 'Take it back', kind: 'dies at work' }], ...failed('run failed', 'undo successful') },
  },
  { name: 'cannot be found', faults: denied('Find a runbook'), ...failed() },
  { name: 'cannot be locked', faults: denied('Take the cooldown lock'), ...failed() },
  { name: 'cannot be weighed', faults: denied('Weigh the risk'), ...failed() },
  {
    name: 'cannot be asked for, and is approved all the same',
    ...asks,
    faults: denied('Ask for approval'),
    when: { 'Wait for approval': approves },
    ...verified,
  },
  { name: 'cannot be waited for', ...asks, faults: denied('Wait for approval'), ...failed() },
  { name: 'cannot be heard of', ...asks, faults: denied('Hear the answer'), when: { 'Wait for approval': approves }, ...failed() },
  {
    name: 'has a target that is down when it is to be remembered',
    rule: restart,
    faults: [always('Remember how it was', 'down')],
    ...failed(),
  },
  { name: 'cannot be verified', faults: denied('Verify that it helped'), ...failed('run successful', 'undo successful') },
  { name: 'cannot be closed', faults: denied('Close what is over'), ...failed('run successful') },
  { name: 'works, and nobody can be told', faults: denied('Tell people it worked'), ...verified },
  {
    name: 'fails, and its undo cannot be verified',
    ...{ ends: { run: 'failed' }, faults: denied('Verify that it is undone'), ...failed('run failed', 'undo successful') },
  },
  {
    name: 'fails, and that cannot be written down',
    ...{ ends: { run: 'failed' }, faults: denied('Write down that it failed'), ...failed('run failed', 'undo successful') },
  },
  {
    name: 'fails, and nobody can be told',
    ...{ ends: { run: 'failed' }, faults: denied('Tell people it failed'), ...failed('run failed', 'undo successful') },
  },
];

/** What people may say. */
const answers: readonly Journey[] = [
  { name: 'is approved', ...asks, when: { 'Wait for approval': approves }, ...verified },
  { name: 'is rejected', ...asks, when: { 'Wait for approval': rejects }, endsIn: 'Rejected', jobs: [] },
  { name: 'is answered by nobody', ...asks, endsIn: 'Nobody answered', jobs: [] },
  {
    name: 'is approved when its incident is over',
    ...asks,
    when: { 'Wait for approval': inTurn(resolves, approves) },
    ...{ endsIn: 'Not needed any more', jobs: [] },
  },
  {
    name: 'is stopped by a person while it is tried dry',
    ...{
      check: true,
      ends: { check: 'never' },
      when: { 'Let the job run': stops },
      endsIn: 'Stopped by a person',
      jobs: ['check canceled'],
    },
  },
  {
    name: 'is stopped by a person while it runs',
    ...{ ends: { run: 'never' }, when: { 'Let the job run': stops }, ...failed('run canceled') },
  },
];

export const journeys: readonly Journey[] = [...ways, ...targets, ...functions, ...answers];
