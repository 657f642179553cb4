/** `npm run conformance:clients`: real clients send to the pipeline as it runs on this machine; what they say of it, and what arrived. */
import { parseArgs } from 'node:util';
import type { Signal } from '#kernel/signal.ts';
import { synthesise } from '#lib/replay/synthesise.ts';
import { columns, counted } from '#lib/replay/text-table.ts';
import { openPipeline, type Pipeline, refusals, repeatedSamples } from './clients/arrivals.ts';
import { type Client, type Ready, type Told, troubles } from './clients/client.ts';
import { collectd } from './clients/collectd.ts';
import { openTelemetryJs } from './clients/opentelemetry-js.ts';
import { openTelemetryPython } from './clients/opentelemetry-python.ts';
import { prometheusOfDebian, prometheusOfToday } from './clients/prometheus.ts';
import { sentryNode } from './clients/sentry-node.ts';
import { sentryPython } from './clients/sentry-python.ts';
import { telegrafClient } from './clients/telegraf.ts';
import { vmagent } from './clients/vmagent.ts';
import { runCommand } from './programs/command.ts';
import { NotInstalled } from './programs/not-installed.ts';
import { numberIn } from './programs/on-path.ts';
import { endAll } from './programs/running.ts';

const help = `Usage: npm run conformance:clients -- [--only NAME] [--build]

Lets real clients send to the pipeline on a free port of this machine: first as npm start runs it, then as npm start -- --auth does, each
client with an agent's token. Prints what each sent, what arrived and what its own counters say; below it what is amiss, and who was absent.

Clients come from npm, PyPI and Debian's packages into ~/.cache/streamwarden (once, about a minute; nothing is installed on the machine, and
nobody has to be root). --build also builds those that only Go gives (minutes, once; later runs find them). --only NAME runs those whose
name holds NAME.

Exit codes: 0 all that could be had do as they should; 1 one does not; 2 wrong usage; 3 none could be had.`;

const clients: readonly Client[] = [
  openTelemetryJs,
  openTelemetryPython,
  sentryNode,
  sentryPython,
  prometheusOfDebian,
  prometheusOfToday,
  vmagent,
  collectd,
  telegrafClient,
];

/** However long a client takes, the run ends. */
const clientMs = 120_000;

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const tell = (line: string): void => void process.stderr.write(`${line}\n`);

/** What a client told, or why it did not. */
const bounded = async (sending: Promise<Told>): Promise<Told> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Told>((resolve) => {
    timer = setTimeout(() => {
      endAll();
      resolve({ counters: {}, problems: [`it took longer than ${clientMs / 1_000} s`] });
    }, clientMs);
  });
  const failed = (error: unknown): Told => ({ counters: {}, problems: [`it failed: ${String(error).slice(0, 2_000)}`] });
  try {
    return await Promise.race([sending.catch(failed), late]);
  } finally {
    clearTimeout(timer);
  }
};

/** A client's way in, as a row of the table, and what is amiss. */
interface Trial {
  readonly row: readonly string[];
  readonly problems: readonly string[];
}

const byKind = (signals: readonly Signal[]): string =>
  (['log', 'metric', 'span', 'event'] as const)
    .map((kind) => [kind, signals.filter((signal) => signal.kind === kind).length] as const)
    .flatMap(([kind, count]) => (count === 0 ? [] : [counted(count, kind)]))
    .join(', ');

const tryOut = async ({ name, sends, expected }: Client, { version, send }: Ready, pipeline: Pipeline): Promise<Trial> => {
  const signalsBefore = (await pipeline.signals()).length;
  const answeredBefore = pipeline.answered().length;
  const { counters, problems, sent = 0 } = await bounded(send(pipeline.door));
  const amissWithLedger = await pipeline.settled();
  const signals = (await pipeline.signals()).slice(signalsBefore);
  const answered = pipeline.answered().slice(answeredBefore);
  const repeated = repeatedSamples(signals);
  return {
    row: [
      name,
      numberIn(version),
      pipeline.door.token === undefined ? 'open' : 'token',
      sends,
      counted(answered.length, 'request'),
      byKind(signals),
      Object.entries(counters)
        .map(([counter, count]) => `${counter} ${count}`)
        .join(', '),
    ],
    problems: [
      ...problems,
      ...troubles(counters),
      ...refusals(answered),
      ...expected.filter(([, isIt]) => !signals.some(isIt)).map(([what]) => `${what} did not arrive`),
      ...(signals.length < sent ? [`of ${sent} signals only ${signals.length} arrived`] : []),
      ...(repeated === 0 ? [] : [`${counted(repeated, 'sample')} arrived more than once`]),
      ...amissWithLedger,
    ],
  };
};

/** Clients that can be had, and why the others cannot. */
const prepare = async (wanted: readonly Client[], mayBuild: boolean) => {
  const ready: (readonly [Client, Ready])[] = [];
  const absent: string[] = [];
  for (const client of wanted) {
    try {
      ready.push([client, await client.install(mayBuild ? tell : undefined)]);
    } catch (error) {
      if (!(error instanceof NotInstalled)) throw error;
      absent.push(`${client.name}: absent: ${error.message}`);
    }
  }
  return { ready, absent };
};

const main = async (): Promise<number> => {
  const options = { help: { type: 'boolean' }, only: { type: 'string', default: '' }, build: { type: 'boolean', default: false } } as const;
  const { values } = parseArgs({ options });
  if (values.help) {
    say(help);
    return 0;
  }
  const wanted = clients.filter(({ name }) => name.toLowerCase().includes(values.only.toLowerCase()));
  if (wanted.length === 0) {
    tell(`--only ${values.only}: no client is named so; there are ${clients.map(({ name }) => name).join(', ')}`);
    return 2;
  }
  const { ready, absent } = await prepare(wanted, values.build);
  const assembly = await synthesise('dev', true, tell);
  const trials: Trial[] = [];
  for (const isJudged of ready.length === 0 ? [] : [false, true]) {
    const pipeline = await openPipeline({ assembly, environment: 'dev', ...(isJudged ? { judges: {} } : {}) });
    try {
      for (const [client, program] of ready) {
        tell(`${client.name}, ${isJudged ? 'with a token' : 'unasked'}`);
        trials.push(await tryOut(client, program, pipeline));
      }
    } finally {
      await pipeline.close();
    }
  }
  const head = ['client', 'version', 'door', 'sends', 'answered', 'arrived', 'its own counters'];
  for (const line of columns([head, ...trials.map(({ row }) => row)])) say(line);
  const amiss = trials.filter(({ problems }) => problems.length > 0);
  for (const { row, problems } of amiss) for (const problem of problems) say(`${row[0]} (${row[2]}): AMISS: ${problem}`);
  for (const line of absent) say(line);
  if (amiss.length > 0) return 1;
  return trials.length === 0 ? 3 : 0;
};

await runCommand(main);
