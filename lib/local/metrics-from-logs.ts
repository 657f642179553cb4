/** Adds up the metrics that functions write into their logs in CloudWatch's embedded metric format. */

interface EmbeddedMetrics {
  readonly _aws?: {
    readonly CloudWatchMetrics?: readonly {
      readonly Namespace?: string;
      readonly Dimensions?: readonly (readonly string[])[];
      readonly Metrics?: readonly { readonly Name: string }[];
    }[];
  };
  readonly [field: string]: unknown;
}

const isCount = /^\d{1,15}$/;

/** The same for every total of a function. */
const common: ReadonlySet<string> = new Set(['service', 'environment', 'function_name']);

/** `Received`, or `Suppressed{reason=silence}`: dimensions of its own are part of the total's name. */
const totalName = (metric: string, dimensions: readonly string[], line: EmbeddedMetrics): string => {
  const own = dimensions.filter((dimension) => !common.has(dimension)).map((dimension) => `${dimension}=${String(line[dimension])}`);
  return own.length > 0 ? `${metric}{${own.join(',')}}` : metric;
};

export class MetricTotals {
  readonly #totals: Record<string, number> = {};
  readonly #hear: (identity: string) => void;

  /** `hear` is told each metric that was written, by what makes it one of its own: namespace, name, dimensions with their values. */
  constructor(hear: (identity: string) => void = () => {}) {
    this.#hear = hear;
  }

  add(logs: readonly string[]): void {
    for (const line of logs) if (line.includes('"_aws"')) this.#addLine(line);
  }

  get totals(): Readonly<Record<string, number>> {
    return { ...this.#totals };
  }

  #addLine(text: string): void {
    let line: EmbeddedMetrics;
    try {
      line = JSON.parse(text) as EmbeddedMetrics;
    } catch {
      return;
    }
    // What stands beside the metrics to be asked for, and is a count.
    for (const [name, value] of Object.entries(line))
      if (name.startsWith('answered_') && typeof value === 'string' && isCount.test(value))
        this.#totals[name] = (this.#totals[name] ?? 0) + Number(value);
    for (const { Namespace = '', Dimensions = [], Metrics = [] } of line._aws?.CloudWatchMetrics ?? [])
      for (const { Name } of Metrics) {
        // Every set of dimensions is a metric of its own [D].
        for (const set of Dimensions) this.#hear([Namespace, Name, ...set.map((name) => `${name}=${String(line[name])}`)].join('|'));
        const name = totalName(Name, Dimensions[0] ?? [], line);
        const value = line[Name];
        const sum = [value].flat().reduce<number>((total, one) => total + (typeof one === 'number' ? one : 0), 0);
        this.#totals[name] = (this.#totals[name] ?? 0) + sum;
      }
  }
}
