/** Where a runbook is rehearsed: a local cloud in which one run after the other plays, a day apart, so that none knows of the one before. */
import type { Policy, RemediationRule } from '#kernel/policy.ts';
import { type LocalCloud, startLocalCloud } from '#lib/local/cloud.ts';
import type { LocalCloudOptions } from '#lib/local/cloud-options.ts';
import { actCloud } from '../replay/prove/act-cloud.ts';
import { keepSecrets } from '../replay/stand-in-secrets.ts';
import type { Trouble } from './alert-for.ts';
import type { AnyBench } from './benches/bench.ts';
import type { Player } from './player.ts';
import { type Order, type Performance, Run } from './run.ts';
import { standInsFor } from './setting.ts';

export interface Stage {
  /** Folder of the templates. */
  readonly assembly: string;
  /** What the names of the environment's resources begin with. */
  readonly prefix: string;
  readonly policy: Policy;
  readonly rule: RemediationRule;
  readonly bench: AnyBench;
  /** The trouble of the n-th run: alike, and yet another alert. */
  readonly trouble: (ordinal: number) => Trouble;
  /** Changes the templates: what if they said something else? */
  readonly amend?: LocalCloudOptions['amend'];
}

/** A Monday morning, when somebody is on call. */
const startAt = Date.parse('2026-11-02T09:00:00Z');
/** Longer than cooldowns and windows of any sensible policy. */
const apartMs = 24 * 60 * 60_000;
const publicUrl = 'http://127.0.0.1:4318';
/** Runs in one cloud: what is looked at grows with every run that it remembers. */
const runsPerCloud = 32;

export class Theatre implements Player {
  readonly #stage: Stage;
  #cloud: LocalCloud | undefined;
  #run: Run | undefined;
  #ordinal = 0;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  async perform(order: Order): Promise<Performance> {
    const cloud = this.#cloud ?? (await this.#open());
    this.#cloud = cloud;
    this.#ordinal += 1;
    const run = new Run(cloud, this.#stage, { ...order, ordinal: this.#ordinal });
    this.#run = run;
    const performance = await run.play();
    this.#run = undefined;
    await this.#clear(cloud, performance);
    return performance;
  }

  async close(): Promise<void> {
    await this.#cloud?.close();
    this.#cloud = undefined;
  }

  async #open(): Promise<LocalCloud> {
    const { assembly, amend, policy } = this.#stage;
    const cloud = await startLocalCloud({
      ...{ assembly, mode: 'deterministic', startAt, publicUrl, standIns: standInsFor(this.#stage) },
      interceptors: {
        invocation: (each) => this.#run?.interceptors.invocation?.(each) ?? 'proceed',
        call: (each) => this.#run?.interceptors.call?.(each) ?? 'proceed',
        outside: (each) => this.#run?.interceptors.outside?.(each) ?? 'proceed',
      },
      ...(amend === undefined ? {} : { amend }),
    });
    keepSecrets(cloud, policy);
    return cloud;
  }

  /** Somebody closes what is still open; what goes on in spite of that would disturb the next run. */
  async #clear(cloud: LocalCloud, { incidentId, remains }: Performance): Promise<void> {
    if (!remains.ended || incidentId === undefined || this.#ordinal % runsPerCloud === 0) return this.close();
    await actCloud(cloud, this.#stage.prefix).post(`/v1/incidents/${incidentId}/resolve`, { by: 'rehearsal' });
    if ('putBack' in this.#stage.bench) this.#stage.bench.putBack?.(cloud.standIns);
    await cloud.advanceTo(cloud.now() + apartMs);
  }
}
