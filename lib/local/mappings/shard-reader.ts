/** Reads one shard for a mapping when Lambda's poller would: gathers records until the batch is full or the window, counted from the first one read, is over. */
import { fanOutPushMs, sharedPollMs } from '../aws-delays.ts';
import type { Timer } from '../scheduler.ts';
import type { StreamRecord } from '../services/stream-log.ts';
import type { KinesisMappingPorts, KinesisMappingSettings } from './kinesis-mapping.ts';
import type { Lane } from './lane.ts';
import { laneOf, takeBatch } from './stream-batch.ts';

/** A poll that failed is tried again; AWS publishes no number [U]. */
const pollAgainMs = 1_000;

export class ShardReader {
  readonly #settings: KinesisMappingSettings;
  readonly #ports: KinesisMappingPorts;
  readonly #shardId: string;
  readonly #lanes: readonly { readonly lane: Lane; readonly pending: StreamRecord[] }[];
  /** Shared consumers poll at times that leave this remainder: pollers do not keep step with each other. */
  readonly #phaseMs: number;
  /** Times at which the shard is going to be read. */
  readonly #polls = new Set<number>();
  #after: string | undefined;
  #window: Timer | undefined;

  constructor(shardId: string, lanes: readonly Lane[], settings: KinesisMappingSettings, ports: KinesisMappingPorts) {
    this.#shardId = shardId;
    this.#settings = settings;
    this.#ports = ports;
    this.#lanes = lanes.map((lane) => ({ lane, pending: [] }));
    this.#phaseMs = Math.floor(ports.scheduler.random(`poll ${settings.functionName} ${shardId}`)() * sharedPollMs);
  }

  arrived(): void {
    this.#pollAt(this.#seenAt(this.#ports.scheduler.now()));
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
    this.#read(timeMs);
    if (this.#deliver(this.#settings.windowMs === 0)) this.#closeWindow();
    if (this.#isGathering()) this.#window ??= this.#openWindow();
  }

  /** Reads what AWS sees at a time; what arrived too late for it is read when its time comes. */
  #read(timeMs: number): void {
    const seenAt = ({ arrivedAt }: StreamRecord): number => this.#seenAt(Math.round(arrivedAt * 1_000));
    for (;;) {
      const page = this.#ports.read(this.#shardId, this.#after);
      const tooLate = page.findIndex((record) => seenAt(record) > timeMs);
      const seen = tooLate < 0 ? page : page.slice(0, tooLate);
      this.#ports.onRead(seen);
      for (const record of seen) this.#lanes[laneOf(record.partitionKey, this.#lanes.length)]?.pending.push(record);
      this.#after = seen.at(-1)?.sequenceNumber ?? this.#after;
      const next = page[seen.length];
      if (next) this.#pollAt(seenAt(next));
      if (page.length === 0 || next) return;
    }
  }

  /** Hands full batches to their lanes, and with `isWindowOver` the rest as well; says whether there was any. */
  #deliver(isWindowOver: boolean): boolean {
    let delivered = false;
    for (const { lane, pending } of this.#lanes) {
      for (;;) {
        const batch = takeBatch(pending, this.#settings.batchSize, isWindowOver);
        if (!batch) break;
        lane.add(batch);
        delivered = true;
      }
    }
    return delivered;
  }

  #isGathering(): boolean {
    return this.#lanes.some(({ pending }) => pending.length > 0);
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
