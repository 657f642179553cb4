/** Reads one shard for a mapping when Lambda's poller would: gathers records until the batch is full or the window, counted from the first one read, is over. */
import { fanOutPushMs, sharedPollMs } from '../aws-delays.ts';
import type { Timer } from '../scheduler.ts';
import type { StreamRecord } from '../services/stream-log.ts';
import type { KinesisMappingPorts, KinesisMappingSettings } from './kinesis-mapping.ts';
import { Lane } from './lane.ts';
import { laneOf, takeBatch } from './stream-batch.ts';

/** A poll that failed is tried again; AWS publishes no number [U]. */
const pollAgainMs = 1_000;

export class ShardReader {
  readonly lanes: readonly Lane[];
  readonly #settings: KinesisMappingSettings;
  readonly #ports: KinesisMappingPorts;
  readonly #shardId: string;
  /** Read and not yet in a batch, by lane. */
  readonly #pending: readonly StreamRecord[][];
  /** Shared consumers poll at times that leave this remainder: pollers do not keep step with each other. */
  readonly #phaseMs: number;
  /** Times at which the shard is going to be read. */
  readonly #polls = new Set<number>();
  /** Parents that are still being worked at: until then nothing is read here, or a key would lose its order [D: Kinesis Developer Guide, "Complete the resharding action"]; that Lambda waits [S: AWS re:Post]. */
  readonly #parents: Set<ShardReader>;
  readonly #children: ShardReader[] = [];
  #after: string | undefined;
  #window: Timer | undefined;
  #isOpen = true;
  /** Closed, and read to the end. */
  #hasEnded = false;

  constructor(shardId: string, parents: readonly ShardReader[], settings: KinesisMappingSettings, ports: KinesisMappingPorts) {
    this.#shardId = shardId;
    this.#settings = settings;
    this.#ports = ports;
    this.lanes = Array.from(
      { length: settings.parallelizationFactor },
      () => new Lane(shardId, settings, ports, () => this.#letChildrenGo()),
    );
    this.#pending = this.lanes.map(() => []);
    this.#phaseMs = Math.floor(ports.scheduler.random(`poll ${settings.functionName} ${shardId}`)() * sharedPollMs);
    this.#parents = new Set(parents.filter((parent) => !parent.#isFinished()));
    for (const parent of this.#parents) parent.#children.push(this);
    if (parents.length > 0) this.arrived();
  }

  /** Something is there to be read. */
  arrived(): void {
    if (this.#parents.size === 0) this.#pollAt(this.#seenAt(this.#ports.scheduler.now()));
  }

  /** It takes no more records; a poll finds that out, as it finds records. */
  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.arrived();
  }

  /** Sequence numbers of what is neither delivered nor given up. */
  unfinished(): readonly string[] {
    const records = [...this.lanes.flatMap((lane) => lane.unfinished), ...this.#pending.flat()];
    for (let after = this.#after; ; ) {
      const page = this.#ports.read(this.#shardId, after);
      records.push(...page);
      after = page.at(-1)?.sequenceNumber;
      if (after === undefined) return records.map(({ sequenceNumber }) => sequenceNumber);
    }
  }

  #pollAt(timeMs: number): void {
    if (this.#polls.has(timeMs)) return;
    this.#polls.add(timeMs);
    this.#ports.scheduler.at(timeMs, `poll ${this.#settings.functionName}`, () => {
      this.#polls.delete(timeMs);
      this.#poll(timeMs);
    });
  }

  /** When AWS sees what arrives at a time: pushed, or at the next poll after it. */
  #seenAt(arrivedAt: number): number {
    if (this.#settings.fanOut === 'enhanced') return arrivedAt + fanOutPushMs;
    return arrivedAt + sharedPollMs - ((((arrivedAt - this.#phaseMs) % sharedPollMs) + sharedPollMs) % sharedPollMs);
  }

  #poll(timeMs: number): void {
    if (!this.#ports.mayRead()) return;
    if (this.#ports.fateOfPoll(this.#shardId) === 'fail') {
      this.#pollAt(timeMs + pollAgainMs);
      return;
    }
    const isAtEnd = this.#read(timeMs);
    if (this.#deliver(this.#settings.windowMs === 0)) this.#closeWindow();
    if (this.#isGathering()) this.#window ??= this.#openWindow();
    if (this.#isOpen || !isAtEnd) return;
    this.#hasEnded = true;
    this.#letChildrenGo();
  }

  /** Reads what AWS sees at a time, and says whether that was all; what arrived too late for it is read when its time comes. */
  #read(timeMs: number): boolean {
    const seenAt = ({ arrivedAt }: StreamRecord): number => this.#seenAt(Math.round(arrivedAt * 1_000));
    for (;;) {
      const page = this.#ports.read(this.#shardId, this.#after);
      const tooLate = page.findIndex((record) => seenAt(record) > timeMs);
      const seen = tooLate < 0 ? page : page.slice(0, tooLate);
      this.#ports.onRead(seen);
      for (const record of seen) this.#pending[laneOf(record.partitionKey, this.lanes.length)]?.push(record);
      this.#after = seen.at(-1)?.sequenceNumber ?? this.#after;
      const next = page[seen.length];
      if (next) this.#pollAt(seenAt(next));
      if (page.length === 0 || next) return page.length === 0;
    }
  }

  /** Hands full batches to their lanes, and with `isWindowOver` the rest as well; says whether there was any. */
  #deliver(isWindowOver: boolean): boolean {
    let delivered = false;
    for (const [index, lane] of this.lanes.entries()) {
      for (;;) {
        const batch = takeBatch(this.#pending[index] ?? [], this.#settings.batchSize, isWindowOver);
        if (!batch) break;
        lane.add(batch);
        delivered = true;
      }
    }
    return delivered;
  }

  #isGathering(): boolean {
    return this.#pending.some((records) => records.length > 0);
  }

  /** Everything it ever held was delivered or given up, and nothing more will come. */
  #isFinished(): boolean {
    return this.#hasEnded && !this.#isGathering() && this.lanes.every((lane) => lane.isIdle);
  }

  #letChildrenGo(): void {
    if (!this.#isFinished()) return;
    for (const child of this.#children.splice(0)) {
      child.#parents.delete(this);
      child.arrived();
    }
  }

  #openWindow(): Timer {
    return this.#ports.scheduler.after(this.#settings.windowMs, `batch ${this.#settings.functionName}`, () => {
      this.#window = undefined;
      this.#deliver(true);
    });
  }

  #closeWindow(): void {
    this.#window?.cancel();
    this.#window = undefined;
  }
}
