/** How large the agents of an environment are. Requests equal limits for memory: an agent that is evicted loses what it had not sent. */

export interface Resources {
  /** Processors, as Kubernetes writes them. */
  readonly cpu: string;
  /** Memory in MiB: request and limit. */
  readonly memoryMib: number;
}

export interface AgentSizes {
  readonly alloy: Resources;
  readonly collector: Resources & {
    readonly replicas: number;
    /** The autoscaler's upper end. */
    readonly maxReplicas: number;
    /** Disk of each replica for what is not sent yet, in GiB. */
    readonly queueGib: number;
  };
  readonly telegraf: Resources;
  /** Disk of each Alloy for what is not sent yet, in MiB. */
  readonly alloyQueueMib: number;
  /** Seconds between two scrapes or polls. */
  readonly intervalSeconds: number;
  /** Requests that wait on disk before new ones are dropped; one holds up to a batch. */
  readonly queueRequests: number;
  readonly batch: { readonly items: number; readonly most: number; readonly seconds: number };
  readonly logLevel: 'debug' | 'info' | 'warn';
}

/**
 * 2,000 items of about 1 KB are far below what the API takes in one request (some 4.4 MB before base64 [S]), compressed they are a few
 * hundred KB; an ingest of a thousand items costs little more than one of ten.
 */
const batch = { items: 1_000, most: 2_000, seconds: 2 };

const small: AgentSizes = {
  alloy: { cpu: '100m', memoryMib: 512 },
  collector: { cpu: '200m', memoryMib: 512, replicas: 2, maxReplicas: 4, queueGib: 2 },
  telegraf: { cpu: '50m', memoryMib: 128 },
  alloyQueueMib: 512,
  intervalSeconds: 60,
  queueRequests: 500,
  batch: { ...batch, seconds: 5 },
  logLevel: 'info',
};

const large: AgentSizes = {
  alloy: { cpu: '250m', memoryMib: 1_024 },
  collector: { cpu: '1', memoryMib: 2_048, replicas: 2, maxReplicas: 10, queueGib: 20 },
  telegraf: { cpu: '100m', memoryMib: 256 },
  alloyQueueMib: 4_096,
  intervalSeconds: 30,
  queueRequests: 5_000,
  batch,
  logLevel: 'warn',
};

const byEnvironment: Readonly<Record<string, AgentSizes>> = {
  dev: { ...small, logLevel: 'debug' },
  staging: { ...small, intervalSeconds: 30 },
  prod: large,
};

/** The sizes of an environment; those of dev for a name that has none. */
export const sizes = (environment: string): AgentSizes =>
  (Object.hasOwn(byEnvironment, environment) && byEnvironment[environment]) || small;
