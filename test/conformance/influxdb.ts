/** `npm run conformance:influxdb`: the cases every store of metric history passes, on a real InfluxDB 2. */
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { httpClient } from '#adapters/http/http-client.ts';
import { influxMetricHistory } from '#adapters/influxdb/metric-history.ts';
import { influxMetricStore } from '#adapters/influxdb/metric-store.ts';
import { sleep } from '#adapters/sleep.ts';
import { compareLines } from './influxdb/lines.ts';
import { refusalFaults } from './influxdb/refusals.ts';
import { type InfluxServer, withInfluxServer } from './influxdb/server.ts';
import { historyCases } from './metric-history/contract.ts';
import { runCommand } from './programs/command.ts';
import { NotInstalled } from './programs/not-installed.ts';

const help = `Usage: npm run conformance:influxdb -- [--build] [--url URL --org NAME --bucket NAME]

Writes samples through our InfluxDB adapter to a real InfluxDB and reads them back: every case that a store of metric history passes.
Before that, InfluxDB 2.7.12's own parser reads 20,000 lines of random samples.

It takes influxd (2, or 1.8 and later, which have version 2's API beside their own) from the PATH, starts it on a free port of this machine
with data of its own, and removes both. --build builds InfluxDB 1.8.3 where there is none, and the parser, into ~/.cache/streamwarden
(once): that needs Go, and takes minutes. --url asks a server that runs already, with the token in INFLUXDB_TOKEN; it gets samples named case.*.

Exit codes: 0 all cases pass; 1 one does not; 2 wrong usage; 3 no server could be had.`;

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const tell = (line: string): void => void process.stderr.write(`${line}\n`);

const minute = 60_000;

/** Where the first version differs from the second, which the adapter follows; a case that passes all the same is told, too. */
const firstVersion: ReadonlyMap<string, string> = new Map(
  [
    'takes the range from its beginning to before its end; a step begins at a multiple of itself',
    'takes samples by the hundreds, and says when there are more points than were asked for',
  ].map((name) => [name, 'InfluxDB 1 counts what lies on the end of a range in, InfluxDB 2 does not [D: Flux, range()]']),
);

/** A case's verdict, and whether it is as it should be. */
const verdictOf = (name: string, passes: boolean, version: string): readonly [verdict: string, isFine: boolean] => {
  const known = version.startsWith('1') ? firstVersion.get(name) : undefined;
  if (known === undefined) return [passes ? 'passes' : 'DIFFERS', passes];
  return passes ? ['PASSES, though it should not', false] : [`differs, as it should: ${known}`, true];
};

/** Whether all is as it should be. */
const play = async (server: InfluxServer, version: string): Promise<boolean> => {
  const { url, org, bucket, token } = server;
  say(`InfluxDB ${version}`);
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
  let allFine = true;
  for (const [index, { name, run: runCase, expected }] of historyCases.entries()) {
    const observed = await runCase(target, `case.${run}.${index}`).catch((error: unknown) => String(error));
    const passes = isDeepStrictEqual(observed, expected(at));
    const [verdict, isFine] = verdictOf(name, passes, version);
    say(`${verdict}: ${name}`);
    if (!isFine) say(`  expected ${JSON.stringify(expected(at))}\n  observed ${JSON.stringify(observed)}`);
    allFine &&= isFine;
  }
  const faults = await refusalFaults(server, ports, at, `refused.${run}`);
  say(
    faults.length === 0 ? 'passes: hands back the lines it refuses, and those alone; knows a wrong token' : `DIFFERS: ${faults.join('; ')}`,
  );
  return allFine && faults.length === 0;
};

/** What a server says of itself. */
const versionAt = async (url: string): Promise<string> =>
  ((await (await fetch(`${url}/health`)).json()) as { readonly version?: string }).version?.replace(/^v/, '') ?? 'of unknown version';

/** Whether InfluxDB 2's parser reads our lines as what they were made of; true where it cannot be had. */
const compare = async (mayBuild: boolean): Promise<boolean> => {
  try {
    const { version, wrong } = await compareLines(mayBuild ? tell : undefined, 20_000, Date.now());
    say(`the parser of InfluxDB ${version}: ${wrong.length} of 20000 lines read as something else`);
    for (const line of wrong.slice(0, 5)) say(`  ${line}`);
    return wrong.length === 0;
  } catch (error) {
    if (!(error instanceof NotInstalled)) throw error;
    say(`lines not verified: ${error.message}`);
    return true;
  }
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
    if (url === undefined) {
      const linesAreFine = await compare(build);
      return (await withInfluxServer(build ? tell : undefined, play)) && linesAreFine ? 0 : 1;
    }
    const token = process.env['INFLUXDB_TOKEN'];
    if (org !== undefined && bucket !== undefined && token !== undefined)
      return (await play({ url, org, bucket, token }, await versionAt(url))) ? 0 : 1;
    tell('--url needs --org, --bucket and the token in INFLUXDB_TOKEN');
    return 2;
  } catch (error) {
    if (!(error instanceof NotInstalled)) throw error;
    say(`not verified: no InfluxDB could be had: ${error.message}`);
    return 3;
  }
};

await runCommand(main);
