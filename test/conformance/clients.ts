/** `npm run conformance:clients`: real clients send to the pipeline as it runs on this machine; what they say of it, and what arrived. */
import type { Signal } from '#kernel/signal.ts';
import { startLocalCloud } from '#lib/local/cloud.ts';
import type { ReplayCloud } from '#lib/replay/cloud.ts';
import { deployedPolicy } from '#lib/replay/deployed-policy.ts';
import { readStream } from '#lib/replay/frames.ts';
import { balanceLedger, type Ledger } from '#lib/replay/ledger.ts';
import { asReplayCloud } from '#lib/replay/open-cloud.ts';
import { readResponses } from '#lib/replay/response-items.ts';
import { keepSecrets } from '#lib/replay/stand-in-secrets.ts';
import { synthesise } from '#lib/replay/synthesise.ts';
import type { Client } from './clients/client.ts';
import { installed, NotInstalled } from './clients/install.ts';
import { openTelemetryJs } from './clients/opentelemetry-js.ts';
import { sentryNode } from './clients/sentry-node.ts';

const help = `Usage: npm run conformance:clients

Installs real clients from npm in exact versions into ~/.cache/streamwarden (once, about half a minute), starts the pipeline on a free port of
this machine, and lets each client send what it can. Prints a line a client, and what is amiss below it.

Exit codes: 0 all that could be installed do as they should; 1 one does not; 3 none could be installed.`;

const clients: readonly Client[] = [sentryNode, openTelemetryJs];

const arrived = async (cloud: ReplayCloud): Promise<{ readonly signals: readonly Signal[]; readonly ledger: Ledger }> => {
  const remains = await cloud.remains();
  const signals = [...readStream(remains.records).frames.values()].flatMap((frame) => frame.signals);
  return { signals, ledger: balanceLedger(remains, readResponses(remains.items).alerts) };
};

const missingOf = ({ expected }: Client, signals: readonly Signal[]): readonly string[] =>
  expected.filter(([, isIt]) => !signals.some(isIt)).map(([what]) => `${what} did not arrive`);

/** All signals of the stream are in the archive; waits for it, as the archive is written in its own time. */
const archived = async (cloud: ReplayCloud): Promise<readonly string[]> => {
  for (const until = performance.now() + 60_000; ; ) {
    const { signals } = (await arrived(cloud)).ledger;
    if (signals.inFlight === 0 && signals.missing === 0 && signals.archived === signals.accepted) return [];
    if (performance.now() > until) return [`of ${signals.accepted} signals only ${signals.archived} are in the archive`];
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
};

/** What is amiss with a client; nothing is as it should be. */
const tryOut = async (client: Client, folder: string, cloud: ReplayCloud): Promise<readonly string[]> => {
  const before = (await arrived(cloud)).signals.length;
  const { flushed, problems } = await client.send(folder, cloud.url);
  const after = (await arrived(cloud)).signals.slice(before);
  return [...(flushed ? [] : ['its flush failed']), ...problems, ...missingOf(client, after), ...(await archived(cloud))];
};

const open = async (): Promise<ReplayCloud> => {
  const assembly = await synthesise('dev', true, () => {});
  const cloud = await startLocalCloud({ assembly, mode: 'live' });
  keepSecrets(cloud, deployedPolicy(cloud).channels);
  return asReplayCloud(cloud, 'dev');
};

const main = async (): Promise<number> => {
  if (process.argv.includes('--help')) {
    process.stdout.write(`${help}\n`);
    return 0;
  }
  const cloud = await open();
  let tried = 0;
  let amiss = 0;
  try {
    for (const client of clients) {
      try {
        const problems = await tryOut(client, await installed(client.id, client.packages), cloud);
        tried += 1;
        if (problems.length > 0) amiss += 1;
        process.stdout.write(
          `${client.name}: ${problems.length === 0 ? `as it should be, ${client.expected.length} kinds of signal arrived` : 'amiss'}\n`,
        );
        for (const problem of problems) process.stdout.write(`  ${problem}\n`);
      } catch (error) {
        if (!(error instanceof NotInstalled)) throw error;
        process.stdout.write(`${client.name}: not installed: ${error.message}\n`);
      }
    }
  } finally {
    await cloud.close();
  }
  if (amiss > 0) return 1;
  return tried === 0 ? 3 : 0;
};

process.exitCode = await main();
