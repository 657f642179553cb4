/** What must hold, said of starts as they are accepted, of messages as they are sent, and of worlds in which nothing is under way. It shares no code with the steps. */
import type { BreachOf } from '../workflow-model/explore.ts';
import type { Making } from './environment.ts';
import type { Purpose, SystemJob } from './system.ts';
import { author, type Run, type Running, recordedBy, runningOf, type World } from './world.ts';

const invariants = [
  'one cause is launched once',
  'one runbook runs once within its cooldown',
  'nothing is started after a stop, a resolution or a no',
  'nothing is run without the yes it needs',
  'what is taken back has stopped',
  'a record stands before every act',
  'a record stands after every act',
  'what runs when a person stops it is cancelled',
  'it always ends',
  'it ends verified, unchanged, or told',
  'what people are told is true',
] as const;
export type Invariant = (typeof invariants)[number];
export type Breach = BreachOf<Invariant>;

const breach = (making: Making, invariant: Invariant, says: string): void => {
  making.breaches.push({ invariant, says });
};

/** What must have been written down before each: that it was planned, that it may run, that it ran. */
const isAnnounced = (world: World, { name }: Running, purpose: Purpose): boolean =>
  recordedBy(world, name).some(({ kind, detail }) => {
    if (purpose === 'dry_run') return kind === 'remediation_planned';
    if (purpose === 'undo') return kind === 'remediation_launched';
    return kind === 'approval_approved' || (kind === 'remediation_weighed' && detail?.['decision'] === 'launch');
  });

const jobsOf = ({ jobs }: World, { name }: Run, purpose: Purpose): readonly SystemJob[] =>
  jobs.filter((job) => job.by === name && job.purpose === purpose);

/** A start was accepted by the system. */
export const witnessStart = (making: Making, run: Running, job: SystemJob): void => {
  const { world } = making;
  const { jobs, halted, setting, yes } = world;
  if (jobs.filter(({ key }) => key === job.key).length > 1) breach(making, 'one cause is launched once', `${job.purpose} twice`);
  if (job.purpose === 'run' && jobs.filter(({ purpose }) => purpose === 'run').length > 1)
    breach(making, 'one runbook runs once within its cooldown', run.name);
  if (halted !== undefined) breach(making, 'nothing is started after a stop, a resolution or a no', `${job.purpose} after ${halted}`);
  if (job.purpose === 'run' && setting.asks && new Set(yes.filter((by) => by !== author)).size < 2)
    breach(making, 'nothing is run without the yes it needs', yes.join(', '));
  if (job.purpose === 'undo' && jobsOf(world, run, 'run').some(({ status }) => status === 'running'))
    breach(making, 'what is taken back has stopped', 'the run still runs');
  if (!isAnnounced(world, run, job.purpose)) breach(making, 'a record stands before every act', job.purpose);
};

/** What a message about a failure says of the system. */
const judgeText = (making: Making, run: Running, text: string): void => {
  const { world } = making;
  const undone = jobsOf(world, run, 'undo').some(({ status }) => status === 'succeeded');
  if (text.includes('Nothing was changed.') && jobsOf(world, run, 'run').length > 0)
    breach(making, 'what people are told is true', 'it says that nothing was changed, and it ran');
  if (text.includes('It was taken back.') && !undone)
    breach(making, 'what people are told is true', 'it says that it was taken back, and it was not');
  if (text.includes('It was not taken back') && undone && !world.unheard)
    breach(making, 'what people are told is true', 'it says that it was not taken back, and it was');
};

/** A message is sent. */
export const witnessMessage = (making: Making, run: Running, reason: string, text: string): void => {
  const { world } = making;
  if (reason === 'remediation_failed') judgeText(making, run, text);
  if (reason === 'remediation_succeeded' && !jobsOf(world, run, 'run').some(({ status }) => status === 'succeeded'))
    breach(making, 'what people are told is true', 'it says that it worked, and it did not end well');
};

/** After a look at a job that a person had stopped before. */
export const witnessLook = (making: Making, before: Running): void => {
  const now = making.running(before.name);
  if (making.world.halted === 'stop' && now?.at.state === 'Let the job run')
    breach(making, 'what runs when a person stops it is cancelled', 'it is left to run');
};

const afterKinds = { dry_run: 'remediation_tried', run: 'remediation_launched', undo: 'remediation_undoing' } as const;

const judgeRecords = (making: Making): void => {
  for (const { purpose, id, by } of making.world.jobs) {
    const entries = recordedBy(making.world, by);
    const named = entries.some(({ kind, detail }) => kind === afterKinds[purpose] && detail?.['job'] === id);
    // Of a start nobody answered for the record is that it is unknown.
    if (!named && !entries.some(({ kind }) => kind === 'remediation_failed' || (kind === 'remediation_weighed' && purpose === 'dry_run')))
      breach(making, 'a record stands after every act', `${purpose} ${id}`);
  }
};

const isTold = ({ told }: World, { name }: Run, reason: string): boolean => told.includes(`${name} ${reason}`);

const judgeEnd = (making: Making, run: Extract<Run, { kind: 'over' }>): void => {
  const { world } = making;
  const kinds = recordedBy(world, run.name).map(({ kind }) => kind);
  const says = (text: string) => breach(making, 'it ends verified, unchanged, or told', `${run.name} ${text}`);
  const failed = isTold(world, run, 'remediation_failed');
  if (run.status === 'FAILED' && !failed && kinds.includes('remediation_matched')) says('failed, and nobody heard');
  if (run.status === 'FAILED' || failed) return;
  if (isTold(world, run, 'remediation_succeeded')) {
    if (!kinds.includes('remediation_verified')) says('is done and was not verified');
    return;
  }
  if (jobsOf(world, run, 'run').length > 0) says('ended as if nothing had been changed, and it ran');
};

/** The world after each happening. */
export const judgeWorld = (making: Making): void => {
  const { world } = making;
  for (const run of world.runs) if (run.kind === 'over') judgeEnd(making, run);
  if (runningOf(world).length > 0) return;
  judgeRecords(making);
  const left = world.jobs.filter(({ status, purpose }) => status === 'running' && purpose !== 'dry_run');
  if (left.some(({ by }) => !world.told.includes(`${by} remediation_failed`)))
    breach(making, 'it ends verified, unchanged, or told', 'a job is left running, and nobody heard');
};
