/** One run of a runbook in a local cloud: trouble comes, the rehearsal's own people say yes, and time goes on until all has come to rest. */
import type { TimelineEntry } from '#kernel/incident.ts';
import { startKey } from '#kernel/runbook.ts';
import type { LocalCloud } from '#lib/local/cloud.ts';
import type { Interceptors } from '#lib/local/cloud-options.ts';
import { account } from '#lib/local/cloud-parts.ts';
import type { ServiceRequest } from '#lib/local/service.ts';
import type { OutsideFate } from '#lib/local/stand-ins/exchange.ts';
import type { Execution } from '#lib/local/workflow/engine.ts';
import { actCloud } from '../replay/prove/act-cloud.ts';
import { readResponses } from '../replay/response-items.ts';
import type { Trouble } from './alert-for.ts';
import type { StartedJob } from './benches/bench.ts';
import type { Remains } from './judge.ts';
import { writeSample } from './metric-sample.ts';
import type { Point } from './point.ts';
import type { Scenario } from './scenario.ts';
import type { Stage } from './stage.ts';
import { type Strike, type Striking, type StrikingSettings, striking } from './striking.ts';
import type { BadEnd } from './ways.ts';

/** What is to be played. */
export interface Order {
  readonly scenario: Scenario;
  readonly strikes: readonly Strike[];
}

/** What came of it. */
export interface Performance {
  readonly remains: Remains;
  readonly incidentId: string | undefined;
  /** Every point it came to, in order. */
  readonly points: readonly Point[];
}

const lookEveryMs = 30_000;
/** Trouble that lasts is seen again this often. */
const seenEveryMs = 120_000;
/** No runbook takes longer: approval, three jobs, verification. */
const patienceMs = 48 * 60 * 60_000;
/** Messages of the last moment arrive, retries included. */
const restMs = 120_000;

/** The execution that a run began; undefined until there is one. */
const executionSince = (cloud: LocalCloud, since: number): Execution | undefined =>
  cloud.executions().findLast(({ options, startedAt }) => options.machineName.endsWith('-remediation') && startedAt >= since);

const stateOf = (execution: Execution | undefined): string =>
  String(execution?.history.events.findLast(({ type }) => type.endsWith('StateEntered'))?.details?.['name'] ?? '');

const jobsAt = (cloud: LocalCloud, { bench }: Stage): readonly StartedJob[] =>
  'service' in bench ? bench.jobs(cloud) : bench.jobs(cloud.standIns);

/** One run while it plays. */
export class Run {
  readonly #cloud: LocalCloud;
  readonly #stage: Stage;
  readonly #scenario: Scenario;
  readonly #trouble: Trouble;
  readonly #since: number;
  readonly #jobsBefore: number;
  readonly #striking: Striking;

  constructor(cloud: LocalCloud, stage: Stage, { scenario, strikes, ordinal }: Order & { readonly ordinal: number }) {
    this.#cloud = cloud;
    this.#stage = stage;
    this.#scenario = scenario;
    this.#trouble = stage.trouble(ordinal);
    this.#since = cloud.now();
    this.#jobsBefore = jobsAt(cloud, stage).length;
    this.#striking = striking({
      strikes,
      state: () => stateOf(this.#execution()),
      isStep: (payload) => this.#isStep(payload),
      ...this.#struck(),
      probe: ({ request }) => this.#answerProbe(request.url),
    });
  }

  get interceptors(): Interceptors {
    return this.#striking.interceptors;
  }

  async play(): Promise<Performance> {
    await this.#tell('firing');
    await this.#passTime();
    const { incidentId, remains } = await this.#remains();
    return { remains, incidentId, points: this.#striking.points };
  }

  #execution(): Execution | undefined {
    return executionSince(this.#cloud, this.#since);
  }

  #isStep(payload: object): boolean {
    const name = this.#execution()?.options.name ?? '-';
    return Reflect.get(payload, 'execution') === name || String(Reflect.get(payload, 'causeId') ?? '').startsWith(`${name}/`);
  }

  #keys(): Readonly<Record<'dryRun' | 'run' | 'undo', string>> {
    const name = this.#execution()?.options.name ?? '';
    const { name: rule } = this.#stage.rule;
    return { dryRun: startKey('dry_run', name, rule), run: startKey('run', name, rule), undo: startKey('undo', name, rule) };
  }

  #jobs(): readonly StartedJob[] {
    return jobsAt(this.#cloud, this.#stage).slice(this.#jobsBefore);
  }

  /** The job that is about to start ends as the scenario has it. */
  #settleEnd(key: string | undefined, endNext: (end: BadEnd) => void): void {
    const keys = this.#keys();
    const end = key === keys.run ? this.#scenario.run : key === keys.undo ? this.#scenario.undo : undefined;
    if (end !== undefined) endNext(end);
  }

  /** Which calls go to the target, what they are, and who hears of them. */
  #struck(): Pick<StrikingSettings, 'isTarget' | 'nameOf' | 'onTarget' | 'aws'> {
    const { bench, policy } = this.#stage;
    const cloud = this.#cloud;
    if ('service' in bench) {
      const onTarget = (request: ServiceRequest): void =>
        this.#settleEnd(bench.keyOfStart(request), (end) => bench.endNext(cloud, end, request));
      const aws = { service: bench.service, nameOf: (request: ServiceRequest) => bench.nameOf(request), onTarget };
      return { isTarget: () => false, nameOf: () => '', onTarget: () => undefined, aws };
    }
    return {
      isTarget: ({ url }) => bench.isCall(new URL(url), policy.remediations.targets),
      nameOf: bench.nameOf,
      onTarget: (request) => this.#settleEnd(bench.keyOfStart(request), (end) => bench.endNext(cloud.standIns, end, request)),
    };
  }

  #answerProbe(url: string): OutsideFate {
    if (url !== this.#stage.rule.verify.probe?.url) return 'proceed';
    return { answer: { status: this.#scenario.helps ? 200 : 503, headers: {}, body: '' }, instead: true };
  }

  /** Puts evidence of the trouble, or of its end, where analysers put theirs. */
  async #tell(status: 'firing' | 'resolved'): Promise<void> {
    const finding = this.#trouble(this.#cloud.now(), status);
    const QueueUrl = `${this.#cloud.url}/${account}/${this.#stage.prefix}-findings.fifo`;
    await actCloud(this.#cloud, this.#stage.prefix).administrate('sqs', 'AmazonSQS.SendMessage', '1.0', {
      ...{ QueueUrl, MessageGroupId: finding.fingerprint, MessageDeduplicationId: finding.id, MessageBody: JSON.stringify(finding) },
    });
  }

  /** The metric that tells whether it helped: well once the trouble is over. */
  async #measure(isOver: boolean): Promise<void> {
    const { rule, prefix } = this.#stage;
    const { metric } = rule.verify;
    if (metric === undefined) return;
    const { labels } = this.#trouble(this.#cloud.now(), 'firing');
    const sample = writeSample(prefix, metric, labels, this.#cloud.now(), isOver);
    await actCloud(this.#cloud, prefix).administrate('timestream', 'Timestream_20181101.WriteRecords', '1.0', sample);
  }

  #isCured(): boolean {
    const { run } = this.#keys();
    return this.#scenario.helps && this.#jobs().some(({ key, status }) => key === run && status === 'succeeded');
  }

  /** Until the workflow has ended: people answer, and trouble that is not cured is seen again. */
  async #passTime(): Promise<void> {
    const cloud = this.#cloud;
    let toldAt = cloud.now();
    let isOver = false;
    const goesOn = (): boolean => {
      const status = this.#execution()?.status;
      return status === undefined ? cloud.now() < this.#since + restMs : status === 'RUNNING' && cloud.now() < this.#since + patienceMs;
    };
    while (goesOn()) {
      await cloud.advanceTo(cloud.now() + lookEveryMs);
      if (stateOf(this.#execution()) === 'Wait for approval') await this.#approve();
      const wasOver = isOver;
      isOver ||= this.#isCured();
      await this.#measure(isOver);
      if (isOver && !wasOver && this.#stage.rule.verify.alert === 'resolved') await this.#tell('resolved');
      if (isOver || cloud.now() < toldAt + seenEveryMs) continue;
      await this.#tell('firing');
      toldAt = cloud.now();
    }
    await cloud.advanceTo(cloud.now() + restMs);
  }

  async #timeline(): Promise<{ readonly incidentId: string | undefined; readonly timeline: readonly TimelineEntry[] }> {
    const { incidents, timelineOf } = readResponses(await this.#cloud.table(`${this.#stage.prefix}-response`).items());
    const own = incidents.filter(({ openedAt }) => openedAt >= this.#since);
    return { incidentId: own.at(-1)?.id, timeline: own.flatMap(({ id }) => timelineOf(id)) };
  }

  /** As many different people say yes as the rule wants; whoever wrote the rule is not among them. */
  async #approve(): Promise<void> {
    const { policy, rule, prefix } = this.#stage;
    const asked = (await this.#timeline()).timeline.findLast(({ kind }) => kind === 'approval_requested');
    const id = asked?.detail?.['approvalId'];
    if (typeof id !== 'string') return;
    const { approvers } = rule.approval;
    const others = Object.keys(policy.people.people).filter((name) => name !== rule.author);
    const people = [...others, ...Array.from({ length: approvers }, (_, index) => `rehearsal-${index + 1}`)];
    for (const by of people.slice(0, approvers)) await actCloud(this.#cloud, prefix).post(`/v1/approvals/${id}/approve`, { by });
  }

  async #remains(): Promise<{ readonly incidentId: string | undefined; readonly remains: Remains }> {
    const status = this.#execution()?.status;
    const keys = this.#keys();
    const jobs = this.#jobs();
    const under = (wanted: string) => jobs.flatMap((job) => (job.key === wanted ? [job.status] : []));
    const { incidentId, timeline } = await this.#timeline();
    const remains = {
      ended: status !== undefined && status !== 'RUNNING',
      ...{ runs: under(keys.run), undos: under(keys.undo) },
      strangers: jobs.filter(({ key }) => !Object.values(keys).includes(key)).length,
      recorded: new Set(timeline.map(({ kind }) => kind)),
      told: new Set(timeline.filter(({ kind }) => kind === 'notified').map(({ detail }) => String(detail?.['notificationReason']))),
    };
    return { incidentId, remains };
  }
}
