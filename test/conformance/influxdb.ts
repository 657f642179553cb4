/** `npm run conformance:influxdb`: the cases every store of metric history passes, on a real InfluxDB 2. */
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { httpClient } from '#adapters/http/http-client.ts';
import { influxMetricHistory } from '#adapters/influxdb/metric-history.ts';
import { influxMetricStore } from '#adapters/influxdb/metric-store.ts';
import { sleep } from '#adapters/sleep.ts';
import { type InfluxServer, withInfluxServer } from './influxdb/server.ts';
import { historyCases } from './metric-history/contract.ts';
import { runCommand } from './programs/command.ts';
import { NotInstalled } from './programs/not-installed.ts';

const help = `Usage: npm run conformance:influxdb -- [--build] [--url URL --org NAME --bucket NAME]

Writes samples through our InfluxDB adapter to a real InfluxDB 2 and reads them back: every case that a store of metric history passes.

It takes influxd from the PATH, starts it on a free port of this machine with data of its own, and removes both. --build builds InfluxDB
2.7.12 where there is none, into ~/.cache/streamwarden (once): that needs Go, Rust (cargo) and a C compiler, and takes ten minutes or
more of two processors. --url asks a server that runs already, with the token in INFLUXDB_TOKEN; it gets samples named case.*.

Exit codes: 0 all cases pass; 1 one does not; 2 wrong usage; 3 no server could be had.`;

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const tell = (line: string): void => void process.stderr.write(`${line}\n`);

const minute = 60_000;

/** How many cases differ. */
const play = async ({ url, org, bucket, token }: InfluxServer): Promise<number> => {
  const health = (await (await fetch(`${url}/health`)).json()) as { readonly version?: string };
  say(`InfluxDB ${health.version ?? 'of unknown version'}`);
  const settings = { url, org, bucket, tokenSecret: 'token' };
  const ports = {
    http: httpClient({ privateHttp: true, timeoutMs: 30_000 }),
    secrets: { get: async () => token },
    delay: sleep,
    random: Math.random,
  };
  // A run's own names: another may have left its samples.
  const run = Date.now().toString(36);
  const at = Math.floor(Date.now() / minute) * minute - 60 * minute;
  const target = { store: influxMetricStore(settings, ports), history: influxMetricHistory(settings, ports), at };
  let differing = 0;
  for (const [index, { name, run: runCase, expected }] of historyCases.entries()) {
    const observed = await runCase(target, `case.${run}.${index}`).catch((error: unknown) => String(error));
    const same = isDeepStrictEqual(observed, expected(at));
    if (!same) differing += 1;
    say(`${same ? 'passes' : 'DIFFERS'}: ${name}`);
    if (!same) say(`  expected ${JSON.stringify(expected(at))}\n  observed ${JSON.stringify(observed)}`);
  }
  return differing;
};

const main = async (): Promise<number> => {
  const text = { type: 'string' } as const;
  const options = { help: { type: 'boolean' }, build: { type: 'boolean', default: false }, url: text, org: text, bucket: text } as const;
  const { values } = parseArgs({ options });
  if (values.help) {
    say(help);
    return 0;
  }
  const { url, org, bucket, build } = values;
  try {
    if (url === undefined) return (await withInfluxServer(build ? tell : undefined, play)) === 0 ? 0 : 1;
    const token = process.env['INFLUXDB_TOKEN'];
    if (org !== undefined && bucket !== undefined && token !== undefined) return (await play({ url, org, bucket, token })) === 0 ? 0 : 1;
    tell('--url needs --org, --bucket and the token in INFLUXDB_TOKEN');
    return 2;
  } catch (error) {
    if (!(error instanceof NotInstalled)) throw error;
    say(`not verified: no InfluxDB could be had: ${error.message}`);
    return 3;
  }
};

await runCommand(main);
