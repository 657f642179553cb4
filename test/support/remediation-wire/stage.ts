/** Where remediations play over the wire: a deterministic local cloud on which many run at once, each struck by its own faults and answered by its own people. */
import { type HistoryEvent, paginateGetExecutionHistory, SFNClient } from '@aws-sdk/client-sfn';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { deployedPolicy } from '#lib/replay/deployed-policy.ts';
import { keepSecrets } from '#lib/replay/stand-in-secrets.ts';
import { openPipeline, type Pipeline, prefix, type Shown } from '../cloud-fixture.ts';
import { interception } from './interception.ts';
import type { WireRun } from './run.ts';

const account = '123456789012';
export const machineArn = `arn:aws:states:us-east-1:${account}:stateMachine:${prefix}-remediation`;
const executionArn = (name: string): string => `${machineArn.replace(':stateMachine:', ':execution:')}:${name}`;

const tickMs = 4_000;
/** Trouble that lasts is seen again this often. */
const seenEveryMs = 20_000;
const patienceMs = 2 * 60 * 60_000;

export class WireStage {
  readonly pipeline: Pipeline;
  readonly sfn: SFNClient;
  readonly #sqs: SQSClient;
  readonly #runs = new Map<string, WireRun>();

  private constructor(pipeline: Pipeline) {
    this.pipeline = pipeline;
    this.sfn = new SFNClient(pipeline.client());
    this.#sqs = new SQSClient(pipeline.client());
  }

  static async open(assembly: string, checkable: readonly number[]): Promise<WireStage> {
    const opened: WireStage[] = [];
    const standIns = { awx: { checkable, pendingSeconds: 1, runSeconds: 6 }, runbookWebhook: { runSeconds: 6 } };
    const interceptors = interception(() => opened[0] as WireStage);
    const stage = new WireStage(await openPipeline({ assembly, interceptors, standIns }));
    opened.push(stage);
    keepSecrets(stage.pipeline.cloud, deployedPolicy(stage.pipeline.cloud));
    return stage;
  }

  async close(): Promise<void> {
    this.sfn.destroy();
    this.#sqs.destroy();
    await this.pipeline.cloud.close();
  }

  runOf(fingerprint: string, execution: string | undefined): WireRun | undefined {
    return this.#runs.get(fingerprint) ?? [...this.#runs.values()].find((run) => run.execution === execution);
  }

  /** How its execution stands, as the cloud itself knows: for what is to happen when. What happened is read over the wire. */
  standing(run: WireRun): { readonly status: string; readonly state: string } {
    const execution = this.pipeline.cloud.executions().findLast(({ options }) => options.name === run.execution);
    const entered = execution?.history.events.findLast(({ type }) => type.endsWith('StateEntered'));
    return { status: execution?.status ?? '', state: String(entered?.details?.['name'] ?? '') };
  }

  /** Puts evidence of the trouble, or of its end, where analysers put theirs. */
  async tell(run: WireRun, status: 'firing' | 'resolved' = 'firing'): Promise<void> {
    const { pipeline } = this;
    run.toldAt = pipeline.cloud.now();
    const finding = run.finding(run.toldAt, status);
    const ids = { MessageGroupId: finding.fingerprint, MessageDeduplicationId: finding.id };
    const QueueUrl = `${pipeline.url}/${account}/${prefix}-findings.fifo`;
    await this.#sqs.send(new SendMessageCommand({ QueueUrl, ...ids, MessageBody: JSON.stringify(finding) }));
  }

  /** Their trouble comes: route opens an incident and starts a remediation for each. */
  async begin(...runs: readonly WireRun[]): Promise<void> {
    for (const run of runs) {
      this.#runs.set(run.fingerprint, run);
      await this.tell(run);
    }
    await this.pipeline.pass(tickMs);
  }

  /** Time passes, and people do what the journeys say, until all have ended. */
  async goOn(...runs: readonly WireRun[]): Promise<void> {
    const until = this.pipeline.cloud.now() + patienceMs;
    const goesOn = () => runs.filter((run) => ['RUNNING', ''].includes(this.standing(run).status));
    for (let left = goesOn(); left.length > 0 && this.pipeline.cloud.now() < until; left = goesOn()) {
      for (const run of left) await this.#attend(run);
      await this.pipeline.pass(tickMs);
    }
  }

  async play(...runs: readonly WireRun[]): Promise<void> {
    await this.begin(...runs);
    await this.goOn(...runs);
  }

  async #attend(run: WireRun): Promise<void> {
    const act = run.takeTurn(this.standing(run).state);
    if (act !== undefined) run.answers.push(...(await act(run, this)));
    if (run.journey.lasts === true && this.pipeline.cloud.now() >= run.toldAt + seenEveryMs) await this.tell(run);
  }

  /** What a client of Step Functions is told of it. */
  history(run: WireRun): Promise<readonly HistoryEvent[]> {
    return this.historyOf(executionArn(run.execution));
  }

  async historyOf(arn: string | undefined): Promise<readonly HistoryEvent[]> {
    const all: HistoryEvent[] = [];
    for await (const { events = [] } of paginateGetExecutionHistory({ client: this.sfn, pageSize: 1000 }, { executionArn: arn }))
      all.push(...events);
    return all;
  }

  shown(run: WireRun): Promise<Shown> {
    return this.pipeline.shown(run.incidentId);
  }

  /** What was started on the target, and how it ended. */
  jobs(run: WireRun): readonly string[] {
    const own = this.pipeline.cloud.standIns.awx.jobs().filter(({ extraVars }) => extraVars['place'] === run.place);
    return own.map(({ template, jobType, status }) => `${jobType === 'check' ? 'check' : template % 2 === 0 ? 'run' : 'undo'} ${status}`);
  }
}
