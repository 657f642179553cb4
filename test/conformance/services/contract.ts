/** What a conformance case is: something done through the unchanged SDK client, what AWS answers, and where that is written. */

/** A piece of a CloudFormation template. */
export type Resources = Readonly<Record<string, { readonly Type: string; readonly Properties: Readonly<Record<string, unknown>> }>>;

/** What every client needs to reach a target. `maxAttempts` is 2, so that an error the SDK would retry shows by its attempts. */
interface ClientOptions {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly maxAttempts: number;
}

/** Where a suite runs: the local cloud, or somebody else's. */
export interface Target {
  readonly options: ClientOptions;
  /** Lets time pass; throws NotAsked when this target cannot. */
  pass(milliseconds: number): Promise<void>;
  close(): Promise<void>;
}

/** Thrown by a target for a case it cannot run, with the reason. */
export class NotAsked extends Error {}

/** What a case works with. */
export interface Setting<Client> {
  readonly client: Client;
  /** The name its own resources were created under; no other case touches them. */
  readonly id: string;
  readonly endpoint: string;
  pass(milliseconds: number): Promise<void>;
}

export interface Case<Client> {
  /** A sentence. */
  readonly name: string;
  /** Where the expectation is written, with its mark: [D] vendor documentation, [T] tried on AWS, [S] a secondary source, [U] not verified. */
  readonly source: string;
  /** Instead of the suite's own. */
  readonly resources?: (id: string) => Resources;
  /** What it gives, as JSON, or the error it ends with, is compared with `expected`. */
  readonly run: (setting: Setting<Client>) => Promise<unknown>;
  readonly expected: unknown;
}

/** A suite with its client closed in, so that a runner need not know the service. */
export interface Suite {
  readonly service: string;
  /** Everything its cases need: one template. */
  readonly resources: Resources;
  readonly cases: readonly SuiteCase[];
}

interface SuiteCase extends Pick<Case<never>, 'name' | 'source' | 'expected'> {
  /** What the target did, as plain JSON. */
  observe(target: Target): Promise<unknown>;
}

interface SuiteDefinition<Client> {
  readonly service: string;
  readonly open: (options: ClientOptions) => Client;
  /** What every case has of its own. */
  readonly resources: (id: string) => Resources;
  /** What all cases share. */
  readonly shared?: Resources;
  readonly cases: readonly Case<Client>[];
}

/** As an error is compared: its name and status, and whether the SDK would try again. */
export const refused = (error: string, status = 400, more: object = {}) => ({ error, status, retried: false, ...more });

const shapeOf = (problem: unknown): unknown => {
  if (problem instanceof NotAsked || !(problem instanceof Error)) throw problem;
  const { httpStatusCode, attempts } = ('$metadata' in problem ? problem.$metadata : {}) as { httpStatusCode?: number; attempts?: number };
  return httpStatusCode === undefined
    ? { error: problem.name, message: problem.message }
    : { error: problem.name, status: httpStatusCode, retried: (attempts ?? 1) > 1 };
};

/** The error something ends with, and what `more` picks out of it; a value says that there was none. */
export const failure = async (work: Promise<unknown>, more: (problem: Readonly<Record<string, unknown>>) => object = () => ({})) => {
  try {
    await work;
  } catch (problem) {
    return { ...(shapeOf(problem) as object), ...more(problem as Readonly<Record<string, unknown>>) };
  }
  return 'no error';
};

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null));

/** Gives each case a name of its own, and one client to all cases of a target. */
export const defineSuite = <Client>({ service, open, resources, shared = {}, cases }: SuiteDefinition<Client>): Suite => {
  const clients = new WeakMap<Target, Client>();
  const clientOf = (target: Target): Client => {
    const client = clients.get(target) ?? open(target.options);
    clients.set(target, client);
    return client;
  };
  const ids = cases.map((_, at) => `${service.toLowerCase().replaceAll(' ', '-')}-${at + 1}`);
  return {
    service,
    resources: Object.assign({}, shared, ...cases.map((one, at) => (one.resources ?? resources)(ids[at] ?? ''))) as Resources,
    cases: cases.map(({ name, source, expected, run }, at) => ({
      ...{ name, source, expected: plain(expected) },
      observe: async (target) => {
        const { options, pass } = target;
        const setting = { client: clientOf(target), id: ids[at] ?? '', endpoint: options.endpoint, pass };
        return plain(await run(setting).catch(shapeOf));
      },
    })),
  };
};
