/** One ordered flow of batches into a function: retried, split and given up as an event source mapping of Kinesis does. */
import { sharedDeliveryMs } from '../aws-delays.ts';
import type { StreamRecord } from '../services/stream-log.ts';
import { type FailureCondition, failureObject } from './failure-object.ts';
import { kinesisEvent } from './kinesis-event.ts';
import type { KinesisMappingPorts, KinesisMappingSettings } from './kinesis-mapping.ts';
import { type DeliveryFate, failedItems } from './mapping.ts';

interface Work {
  readonly records: readonly StreamRecord[];
  /** Failed attempts that count against the quota. */
  readonly attempts: number;
  /** All invocations so far. */
  readonly invocations: number;
  /** Delivered before, and counted: it comes again because the poller forgot. */
  readonly again: boolean;
  /** Its fate is decided: it is decided once, whatever is tried again. */
  readonly fate?: DeliveryFate;
}

/** Records a lane could deliver again: what a poller that lost its place would read once more. */
const remembered = 200;
/** Nor does it read again what is older: within SQS's five minutes of deduplication [D] what follows from it has time to be tried again. */
const rememberedMs = 180_000;

/** AWS backs off exponentially and does not publish the numbers [U]: 1 s, doubled, at most a minute. */
const backoffMs = (failures: number): number => Math.min(60_000, 1_000 * 2 ** Math.max(0, failures - 1));

export class Lane {
  readonly #shardId: string;
  readonly #settings: KinesisMappingSettings;
  readonly #ports: KinesisMappingPorts;
  readonly #onIdle: () => void;
  readonly #work: Work[] = [];
  /** What is being delivered. */
  #current: Work | undefined;
  #recent: readonly StreamRecord[] = [];
  #running = false;
  #delivered = 0;
  #givenUp = 0;

  /** `onIdle` hears whenever nothing is left to deliver. */
  constructor(shardId: string, settings: KinesisMappingSettings, ports: KinesisMappingPorts, onIdle: () => void) {
    this.#shardId = shardId;
    this.#settings = settings;
    this.#ports = ports;
    this.#onIdle = onIdle;
  }

  get isIdle(): boolean {
    return !this.#running;
  }

  /** Records that are neither delivered nor given up. */
  get unfinished(): readonly StreamRecord[] {
    return [...(this.#current ? [this.#current] : []), ...this.#work].flatMap(({ again, records }) => (again ? [] : records));
  }

  get delivered(): number {
    return this.#delivered;
  }

  get givenUp(): number {
    return this.#givenUp;
  }

  add(records: readonly StreamRecord[]): void {
    this.#work.push({ records, attempts: 0, invocations: 0, again: false });
    if (this.#running) return;
    this.#running = true;
    // What fan-out takes to push includes the way to the function.
    this.#continue(this.#settings.fanOut === 'enhanced' ? 0 : sharedDeliveryMs);
  }

  #continue(delayMs: number): void {
    this.#ports.scheduler.after(delayMs, `deliver ${this.#settings.functionName}`, () => this.#next());
  }

  async #next(): Promise<void> {
    const work = this.#work.shift();
    if (!work) {
      this.#running = false;
      this.#onIdle();
      return;
    }
    this.#current = work;
    const fresh = await this.#dropOld(work);
    const delayMs = fresh ? await this.#meetFate(fresh) : 0;
    this.#current = undefined;
    this.#continue(delayMs);
  }

  /** Delivers, unless something comes before; gives the delay before what comes next. */
  #meetFate(work: Work): Promise<number> | number {
    if (work.again || work.fate !== undefined) return this.#deliver(work);
    const fate = this.#ports.fateOf();
    const decided = { ...work, fate };
    if (typeof fate === 'object') {
      this.#work.unshift(decided);
      return fate.delayMs;
    }
    const recent = fate === 'rewind' ? this.#lately() : [];
    if (recent.length > 0) {
      this.#work.unshift(decided);
      this.#comeAgain(recent);
      return 0;
    }
    return this.#deliver(decided);
  }

  #lately(): readonly StreamRecord[] {
    const oldest = this.#ports.scheduler.now() - rememberedMs;
    return this.#recent.filter(({ arrivedAt }) => arrivedAt * 1_000 >= oldest);
  }

  /** In other pieces than before: a poller that reads again cuts its batches anew. */
  #comeAgain(records: readonly StreamRecord[]): void {
    const cut = Math.ceil(records.length / 3);
    const pieces = [records.slice(0, cut), records.slice(cut)].filter((piece) => piece.length > 0);
    this.#work.unshift(...pieces.map((piece) => ({ records: piece, attempts: 0, invocations: 0, again: true })));
  }

  #done(work: Work, records: readonly StreamRecord[]): void {
    if (work.again) return;
    this.#delivered += records.length;
    this.#recent = [...this.#recent, ...records].slice(-remembered);
  }

  /** Gives up what is older than the mapping allows; the rest, or undefined when nothing is left. */
  async #dropOld(work: Work): Promise<Work | undefined> {
    const { maxAgeMs } = this.#settings;
    if (maxAgeMs === undefined) return work;
    const oldest = this.#ports.scheduler.now() - maxAgeMs;
    const isOld = (record: StreamRecord): boolean => record.arrivedAt * 1_000 < oldest;
    const old = work.records.filter(isOld);
    if (old.length === 0) return work;
    await this.#giveUp({ ...work, records: old }, 'RecordAgeExceeded');
    const records = work.records.filter((record) => !isOld(record));
    return records.length > 0 ? { ...work, records } : undefined;
  }

  /** Invokes the function; gives the delay before what comes next. */
  async #deliver(work: Work): Promise<number> {
    const { records } = work;
    const ids = records.map((record) => record.sequenceNumber);
    const result = await this.#ports.invoke(kinesisEvent(records, this.#settings), ids);
    const failed = failedItems(result, this.#settings.reportsFailures, new Set(ids));
    if (failed?.length === 0) {
      this.#done(work, records);
      if (work.fate === 'repeat') this.#comeAgain(records);
      return 0;
    }
    return (await this.#failed(work, failed)) + (result.ok ? 0 : (result.tookMs ?? 0));
  }

  async #failed(work: Work, failed: readonly string[] | undefined): Promise<number> {
    const { records } = work;
    const tried = { ...work, invocations: work.invocations + 1 };
    // Everything from the lowest failed sequence number is delivered again, successes included [D].
    const from = failed ? records.findIndex((record) => failed.includes(record.sequenceNumber)) : 0;
    if (from > 0) return this.#retryFrom(tried, from);
    if (!failed && this.#settings.bisects && records.length > 1) return this.#split(tried);
    return this.#retryOrGiveUp(tried);
  }

  /** The records before `from` are done; what is split off does not use up the quota [D]. */
  #retryFrom(work: Work, from: number): number {
    this.#done(work, work.records.slice(0, from));
    this.#work.unshift({ ...work, records: work.records.slice(from) });
    return backoffMs(1);
  }

  #split(work: Work): number {
    const middle = Math.ceil(work.records.length / 2);
    this.#work.unshift({ ...work, records: work.records.slice(0, middle) }, { ...work, records: work.records.slice(middle) });
    return backoffMs(1);
  }

  async #retryOrGiveUp(work: Work): Promise<number> {
    const attempts = work.attempts + 1;
    const { maxRetries } = this.#settings;
    if (maxRetries !== undefined && attempts > maxRetries) {
      await this.#giveUp(work, 'RetryAttemptsExhausted');
      return 0;
    }
    this.#work.unshift({ ...work, attempts });
    return backoffMs(attempts);
  }

  async #giveUp(work: Work, condition: FailureCondition): Promise<void> {
    const { failureBucket } = this.#settings;
    if (!work.again) this.#givenUp += work.records.length;
    if (failureBucket === undefined) return;
    const { key, body } = failureObject({
      settings: this.#settings,
      shardId: this.#shardId,
      records: work.records,
      condition,
      invocations: work.invocations,
      now: this.#ports.scheduler.now(),
      uuid: () => this.#ports.nextUuid(),
    });
    await this.#ports.putObject(failureBucket, key, body);
  }
}
