/** A pipeline on this machine, and what arrives in it. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { agentTokens } from '#adapters/dynamodb/agent-tokens.ts';
import type { Signal } from '#kernel/signal.ts';
import { addToken } from '#lib/agent-tokens/tokens.ts';
import { startLocalCloud } from '#lib/local/cloud.ts';
import type { SigningKey } from '#lib/local/front/signature.ts';
import { deployedPolicy } from '#lib/replay/deployed-policy.ts';
import { readStream } from '#lib/replay/frames.ts';
import { balanceLedger, type Ledger } from '#lib/replay/ledger.ts';
import { asReplayCloud } from '#lib/replay/open-cloud.ts';
import { readResponses } from '#lib/replay/response-items.ts';
import { keepSecrets } from '#lib/replay/stand-in-secrets.ts';
import { until } from '#test/conformance/programs/running.ts';
import type { Door } from './client.ts';

export interface Pipeline {
  readonly door: Door;
  /** Requests it has answered, in order. */
  readonly answered: () => readonly { readonly path: string; readonly status: number }[];
  /** All signals of the stream, in order. */
  readonly signals: () => Promise<readonly Signal[]>;
  /** Waits until all of them are archived, as that has its own time, and all findings folded; what is amiss with the ledger by then. */
  readonly settled: () => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
}

export interface PipelineOptions {
  /** Templates and bundles of the environment. */
  readonly assembly: string;
  readonly environment: string;
  /** Judges callers as deployed, as `npm start -- --auth` does: by a token, which it gives, for everything, and by this key's signatures. */
  readonly judges?: { readonly signingKey?: SigningKey };
}

/** Starts it on a free port. */
export const openPipeline = async ({ assembly, environment, judges }: PipelineOptions): Promise<Pipeline> => {
  const answered: { readonly path: string; readonly status: number }[] = [];
  const cloud = await startLocalCloud({
    assembly,
    mode: 'live',
    ...(judges === undefined ? {} : { judging: 'as-deployed', ...judges }),
    onEvent: (event) => {
      if (event.type === 'request') answered.push({ path: event.path.replace(/\?.*/, ''), status: event.status });
    },
  });
  keepSecrets(cloud, deployedPolicy(cloud));
  const replay = asReplayCloud(cloud, environment);
  const ledger = async (): Promise<Ledger> => {
    const remains = await replay.remains();
    return balanceLedger(remains, readResponses(remains.items).alerts);
  };
  return {
    door: { url: cloud.url, token: judges && (await tokenFor(environment, cloud.url, cloud.now())) },
    answered: () => answered,
    signals: async () => [...readStream((await replay.remains()).records).frames.values()].flatMap((frame) => frame.signals),
    settled: async () => {
      let now = await ledger();
      const isSettled = async (): Promise<boolean> => {
        now = await ledger();
        const { signals, findings } = now;
        return now.balanced && signals.archived === signals.accepted && findings.inFlight === 0;
      };
      return (await until(isSettled, 60))
        ? []
        : [`the ledger does not balance: ${JSON.stringify({ ...now.signals, findings: now.findings })}`];
    },
    close: () => cloud.close(),
  };
};

/** Answers that refused something, each path and status once. */
export const refusals = (answered: ReturnType<Pipeline['answered']>): readonly string[] => [
  ...new Set(answered.flatMap(({ path, status }) => (status < 300 ? [] : [`${path} was answered ${status}`]))),
];

/** A token such as `npm run warden -- agents add` gives. */
const tokenFor = async (environment: string, endpoint: string, now: number): Promise<string> => {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials });
  try {
    const tokens = agentTokens(`streamwarden-${environment}-response`, client);
    return (await addToken(tokens, 'clients', { scopes: ['*'], now, lifeMs: 3_600_000 })).token;
  } finally {
    client.destroy();
  }
};

const written = (value: unknown): string => JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? String(item) : item));

/** How many samples are there more than once: what was sent again although it had been taken. */
export const repeatedSamples = (signals: readonly Signal[]): number => {
  const samples = signals.filter((signal) => signal.kind === 'metric');
  const distinct = new Set(
    samples.map(({ name, timeUnixNano, attributes, resource }) => written([name, timeUnixNano, attributes, resource])),
  );
  return samples.length - distinct.size;
};
