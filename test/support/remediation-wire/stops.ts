/** A stop at every state in which a remediation can be found: on which journey, where it then ends, and what was started. */

export interface StopCase {
  readonly state: string;
  /** Nothing is at work there, or calls anything: the stop comes in between. */
  readonly waits: boolean;
  /** The name of the journey that comes there. */
  readonly on: string;
  readonly endsIn: string;
  readonly jobs: readonly string[];
}

const stop = (state: string, on: string, endsIn: string, ...jobs: readonly string[]): StopCase => ({
  ...{ state, on, endsIn, jobs },
  waits: /^(?:Give|Let|Remember) /.test(state),
});

const dry = 'is tried dry, run and verified';
const unhelpful = 'does not help, and is taken back when it was given its time';
const failing = 'fails half-way, and is taken back';
const asked = 'is approved';

export const stopCases: readonly StopCase[] = [
  stop('Find a runbook', dry, 'Held back'),
  stop('Take the cooldown lock', dry, 'Held back'),
  stop('See what it would change', dry, 'Held back'),
  stop('Try it dry', dry, 'Held back'),
  stop('Weigh the risk', dry, 'Held back', 'check successful'),
  stop('Ask for approval', asked, 'Rejected'),
  stop('Wait for approval', asked, 'Rejected'),
  stop('Hear the answer', asked, 'Not needed any more'),
  stop('Remember how it was', 'is remembered at the third attempt', 'Not needed any more'),
  stop('Launch the runbook', dry, 'Not needed any more', 'check successful'),
  stop('Give the start a moment', 'is launched without an answer, and never found', 'Remediation failed'),
  stop('Give a late start its time', 'is launched by a function that dies at it, and then once more', 'Not needed any more'),
  stop('Look up the job', 'is launched without an answer, and found', 'Done and verified', 'run successful'),
  stop('Let the job run', 'never ends, is stopped and taken back', 'Remediation failed', 'run canceled'),
  stop('Look at the job', 'never ends, is stopped and taken back', 'Remediation failed', 'run canceled'),
  stop('Stop the job', 'never ends, is stopped and taken back', 'Remediation failed', 'run canceled'),
  stop('Let it stop', 'never ends, is slow to stop, and is taken back then', 'Remediation failed', 'run canceled'),
  stop('Let it take effect', dry, 'Done and verified', 'check successful', 'run successful'),
  stop('Verify that it helped', dry, 'Done and verified', 'check successful', 'run successful'),
  stop('Give it more time', unhelpful, 'Remediation failed', 'run successful'),
  stop('Close what is over', dry, 'Done and verified', 'check successful', 'run successful'),
  stop('Tell people it worked', dry, 'Done and verified', 'check successful', 'run successful'),
  stop('Take it back', failing, 'Remediation failed', 'run failed'),
  stop('Verify that it is undone', failing, 'Remediation failed', 'run failed', 'undo successful'),
  stop('Write down that it failed', failing, 'Remediation failed', 'run failed', 'undo successful'),
  stop('Tell people it failed', failing, 'Remediation failed', 'run failed', 'undo successful'),
];
