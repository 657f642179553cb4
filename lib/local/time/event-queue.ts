/** A priority queue of events ordered by (time, sequence): of two events at one time the one asked for first runs first. */

export interface QueuedEvent {
  readonly timeMs: number;
  readonly sequence: number;
  readonly label: string;
  readonly run: () => Promise<void> | void;
  cancelled: boolean;
}

const isBefore = (a: QueuedEvent, b: QueuedEvent): boolean => a.timeMs < b.timeMs || (a.timeMs === b.timeMs && a.sequence < b.sequence);

/** A binary heap; cancelled events stay until they surface. */
export class EventQueue {
  readonly #heap: QueuedEvent[] = [];

  push(event: QueuedEvent): void {
    const heap = this.#heap;
    let at = heap.push(event) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent];
      if (!above || !isBefore(event, above)) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = event;
  }

  /** The next event that was not cancelled, still queued; undefined when there is none. */
  peek(): QueuedEvent | undefined {
    while (this.#heap[0]?.cancelled) this.#removeFirst();
    return this.#heap[0];
  }

  pop(): QueuedEvent | undefined {
    const next = this.peek();
    if (next) this.#removeFirst();
    return next;
  }

  /** Every live event, in no particular order. */
  pending(): readonly QueuedEvent[] {
    return this.#heap.filter((event) => !event.cancelled);
  }

  clear(): void {
    this.#heap.length = 0;
  }

  #removeFirst(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (!last || heap.length === 0) return;
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      const right = left + 1;
      const leftEvent = heap[left];
      if (!leftEvent) break;
      const rightEvent = heap[right];
      const [child, event] = rightEvent && isBefore(rightEvent, leftEvent) ? [right, rightEvent] : [left, leftEvent];
      if (!isBefore(event, last)) break;
      heap[at] = event;
      at = child;
    }
    heap[at] = last;
  }
}
