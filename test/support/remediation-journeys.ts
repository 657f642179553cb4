/** Ways through the remediation workflow that together enter each of its states. */
import type { RemediationRun, Settings } from './remediation-run.ts';

export interface Journey {
  readonly name: string;
  readonly settings: Settings;
  /** What happens besides, set up when it has begun. */
  readonly meanwhile?: (run: RemediationRun) => void;
  readonly endsIn: string;
}

const unknown = (action: 'launch' | 'undo' | 'dry_run') => ({ action, when: 'before', name: 'Lambda.Unknown' }) as const;
const minute = 60_000;
const yes = (run: RemediationRun): void =>
  void run.clock.after(minute, 'sam approves', async () => void (await run.answer('approved', 'sam')));
const no = (run: RemediationRun): void =>
  void run.clock.after(minute, 'sam rejects', async () => void (await run.answer('rejected', 'sam')));
const firing = (run: RemediationRun): void => run.keepsFiring();

export const journeys: readonly Journey[] = [
  { name: 'tried dry, run, verified', settings: {}, endsIn: 'Done and verified' },
  { name: 'asked for and approved', settings: { approval: true }, meanwhile: yes, endsIn: 'Done and verified' },
  { name: 'asked for and rejected', settings: { approval: true }, meanwhile: no, endsIn: 'Rejected' },
  { name: 'asked for and not answered', settings: { approval: true }, endsIn: 'Nobody answered' },
  { name: 'only shown', settings: { rule: { mode: 'dry_run' } }, endsIn: 'Said what it would do' },
  {
    name: 'held back by policy',
    settings: { policy: (p) => ({ ...p, remediations: { ...p.remediations, stopped: true } }) },
    endsIn: 'Held back',
  },
  { name: 'without a rule', settings: { rule: { match: { labels: { 'service.name': 'cart' } } } }, endsIn: 'No runbook for this' },
  {
    name: 'held by another execution',
    settings: {
      beforeStep: async ({ store, clock }, action) => {
        if (action !== 'take_lock') return;
        // Whoever else holds it, under whatever name the lock has.
        const lock = store.lock.bind(store);
        store.lock = (name, _owner, now, until) => lock(name, 'rem-0', now, until).then(() => lock(name, 'rem-1', clock.now(), until));
      },
    },
    endsIn: 'Skipped: running or cooling down',
  },
  {
    name: 'no longer needed',
    settings: {
      beforeStep: async (run, action) => {
        if (action === 'launch') await run.changeAlert({ status: 'resolved' });
      },
    },
    endsIn: 'Not needed any more',
  },
  { name: 'no help, taken back', settings: { rule: { verify: { withinMinutes: 3 } } }, meanwhile: firing, endsIn: 'Remediation failed' },
  { name: 'failed, taken back', settings: { ends: ['succeeded', 'failed', 'succeeded'] }, endsIn: 'Remediation failed' },
  { name: 'too long, stopped, taken back', settings: { ends: ['succeeded', 'never', 'succeeded'] }, endsIn: 'Remediation failed' },
  {
    name: 'too long, slow to stop, taken back then',
    settings: { ends: ['succeeded', 'never', 'succeeded'], stops: 25 },
    endsIn: 'Remediation failed',
  },
  { name: 'launched and not answered, found', settings: { fates: { launch: ['unanswered after'] } }, endsIn: 'Done and verified' },
  { name: 'launched and never found', settings: { fates: { launch: ['unanswered before'] } }, endsIn: 'Remediation failed' },
  {
    name: 'died before the launch was sent, launched after all',
    settings: { accidents: Array.from({ length: 5 }, () => unknown('launch')) },
    endsIn: 'Done and verified',
  },
  {
    name: 'undo not answered, found',
    settings: { ends: ['succeeded', 'failed', 'succeeded'], fates: { launch: ['well', 'unanswered after'] } },
    endsIn: 'Remediation failed',
  },
  {
    name: 'stopped by a person during the dry run',
    settings: { ends: ['never'] },
    meanwhile: (run) => void run.clock.after(5_000, 'sam stops it', () => run.stop()),
    endsIn: 'Stopped by a person',
  },
];
