/** What CloudWatch is charged for logs and for the metrics inside them. */
import type { Usage } from './meter.ts';
import { monthDays } from './settings.ts';

/** An event of a log is charged 26 bytes more than its text [D: CloudWatch Logs quotas, PutLogEvents]. */
const eventOverheadBytes = 26;
const hourMs = 3_600_000;

/** What Lambda itself writes about each invocation: START, END, REPORT; the numbers in it are of usual length [S]. */
const platformLines = (requestId: string): readonly string[] => [
  `START RequestId: ${requestId} Version: $LATEST\n`,
  `END RequestId: ${requestId}\n`,
  `REPORT RequestId: ${requestId}\tDuration: 12.34 ms\tBilled Duration: 13 ms\tMemory Size: 1024 MB\tMax Memory Used: 128 MB\t\n`,
];

export class LogMeter {
  readonly #now: () => number;
  /** Log group → days its events are kept; undefined: for ever. */
  readonly #retention = new Map<string, number | undefined>();
  /** Group and owner → bytes: a group of the API serves several functions. */
  readonly #bytes = new Map<string, { readonly group: string; readonly owner: string; bytes: number }>();
  /** Owner → metrics and the hours they were written in: AWS charges a metric for the hours it is sent [D]. */
  readonly #metricHours = new Map<string, Set<string>>();

  constructor(now: () => number) {
    this.#now = now;
  }

  addGroup(name: string, retentionDays: number | undefined): void {
    this.#retention.set(name, retentionDays);
  }

  /** Text that arrives in a group as so many events. */
  written(group: string, owner: string, bytes: number, events: number): void {
    const key = `${group}\n${owner}`;
    const known = this.#bytes.get(key) ?? { group, owner, bytes: 0 };
    this.#bytes.set(key, known);
    known.bytes += bytes + events * eventOverheadBytes;
  }

  /** What text is charged that was not counted as it came. */
  usageOf(group: string, owner: string, bytes: number, events: number): readonly Usage[] {
    return this.#kept(group, owner, bytes + events * eventOverheadBytes);
  }

  /** What one invocation leaves in its function's group. */
  invocation(name: string, requestId: string, lines: readonly string[]): void {
    const all = [...lines, ...platformLines(requestId)];
    const bytes = all.reduce((sum, line) => sum + Buffer.byteLength(line), 0);
    this.written(`/aws/lambda/${name}`, name, bytes, all.length);
  }

  /** A metric came with its namespace, name and dimensions. */
  metric(owner: string, identity: string): void {
    const hours = this.#metricHours.get(owner) ?? new Set<string>();
    this.#metricHours.set(owner, hours);
    hours.add(`${Math.floor(this.#now() / hourMs)} ${identity}`);
  }

  usage(): readonly Usage[] {
    const logs = [...this.#bytes.values()].flatMap(({ group, owner, bytes }) => this.#kept(group, owner, bytes));
    const metrics = [...this.#metricHours].map(([owner, hours]): Usage => ({ unit: 'custom-metrics', owner, quantity: hours.size }));
    return [...logs, ...metrics];
  }

  /** What nothing deletes is charged one month. */
  #kept(group: string, owner: string, bytes: number): readonly Usage[] {
    const days = this.#retention.get(group);
    return [
      { unit: 'logs', owner, quantity: bytes },
      { unit: 'logs-kept', owner, quantity: days === undefined ? bytes : (bytes * days) / monthDays },
    ];
  }
}
