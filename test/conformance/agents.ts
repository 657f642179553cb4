/** `npm run conformance:agents`: has the generated configuration of every environment read by the agents' own programs, and says which were not there. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { type AgentSettings, agentSettings, agentsSchema } from '#lib/agents/settings.ts';
import { agentFiles } from '#lib/agents/write-manifests.ts';
import { alloy, collector, strictDecoder, telegraf } from './agents/binaries.ts';
import { runCollector } from './agents/collector-run.ts';
import { runToEnd } from './agents/run.ts';
import { runCommand } from './programs/command.ts';
import { NotInstalled } from './programs/not-installed.ts';
import type { Program } from './programs/on-path.ts';

const help = `Usage: npm run conformance:agents -- [--no-run]

Generates the configuration of dev, staging and prod, signed and with a token, and has it read by the OpenTelemetry Collector, Telegraf,
Alloy and Kubernetes' own types. Programs are taken from the PATH; the Collector, Telegraf and a reader of manifests are otherwise built
from their Go modules into ~/.cache/streamwarden (minutes, once). A program that cannot be had is named. Then the Collector runs
for 20 seconds each in front of the local cloud as deployed, signing and with a token; --no-run leaves that out.

Exit codes: 0 whatever could be asked agreed; 1 something did not; 2 wrong usage.`;

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const tell = (line: string): void => void process.stderr.write(`${line}\n`);

const environments = ['dev', 'staging', 'prod'] as const;
const auths = [{ kind: 'sigv4' }, { kind: 'token', secret: 'warden-token' }] as const;

const settingsOf = (environment: string, auth: (typeof auths)[number]): AgentSettings =>
  agentSettings(
    agentsSchema.parse({
      cluster: { name: 'shop' },
      auth,
      telegraf: {
        snmp: [{ agents: ['192.0.2.1', 'switch.example:1161'] }],
        redfish: [{ address: 'https://192.0.2.2', systemId: 'System.Embedded.1' }],
        hosts: ['db.example:5432'],
        networks: ['192.0.2.0/24', '2001:db8::/32'],
      },
    }),
    { endpoint: 'https://api.example', region: 'eu-west-1', environment },
  );

/** What the pods' environment holds. */
const environment = {
  WARDEN_ENDPOINT: 'https://api.example',
  AWS_REGION: 'eu-west-1',
  // Nothing is signed with them: SigV4 wants credentials to be there when it is configured.
  AWS_ACCESS_KEY_ID: 'none',
  AWS_SECRET_ACCESS_KEY: 'none',
  NODE_NAME: 'node',
  HOST_IP: '192.0.2.3',
  DEVICE_SNMP_COMMUNITY: 'public',
  DEVICE_REDFISH_USERNAME: 'reader',
  DEVICE_REDFISH_PASSWORD: 'none',
};

interface Check {
  readonly subject: string;
  readonly program: Promise<Program>;
  /** Arguments for each variant's folder, one run each. */
  readonly runs: (folder: string) => readonly (readonly string[])[];
}

const main = async (): Promise<number> => {
  const { values } = parseArgs({ options: { help: { type: 'boolean' }, 'no-run': { type: 'boolean' } } });
  if (values.help) {
    say(help);
    return 0;
  }
  const root = mkdtempSync(join(tmpdir(), 'streamwarden-agents-'));
  try {
    const folders = environments.flatMap((name) =>
      auths.map((auth) => {
        const folder = join(root, `${name}-${auth.kind}`);
        for (const [file, text] of Object.entries(agentFiles(settingsOf(name, auth)))) {
          mkdirSync(dirname(join(folder, file)), { recursive: true });
          writeFileSync(join(folder, file), text);
        }
        return folder;
      }),
    );
    const found = collector(tell);
    const agreed = [
      await checked(folders, {
        subject: 'collector.yaml',
        program: found,
        runs: (folder) => [['validate', '--config', join(folder, 'config/collector.yaml')]],
      }),
      await checked(folders, {
        subject: 'telegraf.conf',
        program: telegraf(tell),
        runs: (folder) => [['config', 'check', '--strict-env-handling', '--config', join(folder, 'config/telegraf.conf')]],
      }),
      await checked(folders, {
        subject: 'config.alloy, events.alloy',
        program: alloy(),
        runs: (folder) =>
          ['config.alloy', 'events.alloy'].map((name) => ['validate', '--stability.level=public-preview', join(folder, 'config', name)]),
      }),
      await checked(folders, {
        subject: 'manifests',
        program: strictDecoder(tell),
        runs: (folder) => [manifestFiles.map((name) => join(folder, name))],
      }),
    ];
    if (!values['no-run']) agreed.push(await ran(found));
    return agreed.every(Boolean) ? 0 : 1;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
};

const manifestFiles = ['0-namespace', '1-alloy', '2-alloy-events', '3-collector', '4-telegraf']
  .map((name) => `manifests/${name}.yaml`)
  .concat('helm/beside-the-charts.yaml');

/** True unless a program disagreed; an absent one says so and decides nothing. */
const checked = async (folders: readonly string[], { subject, program, runs }: Check): Promise<boolean> => {
  const found = await program.catch((error: unknown) => {
    if (error instanceof NotInstalled) return error;
    throw error;
  });
  if (found instanceof NotInstalled) {
    say(`${subject}: not validated, not installed: ${found.message}`);
    return true;
  }
  let count = 0;
  for (const folder of folders)
    for (const args of runs(folder)) {
      const { code, output } = await runToEnd(found.path, args, environment);
      if (code !== 0) {
        say(`${subject}: REFUSED by ${found.version}\n${output.trim()}`);
        return false;
      }
      count += 1;
    }
  say(`${subject}: ${count} runs, validated by ${found.version}`);
  return true;
};

/** Environments by what their API asks of who sends OTLP. */
const asking = [
  ['staging', { kind: 'sigv4' }],
  ['dev', { kind: 'token', secret: 'warden-token' }],
] as const;

const ran = async (program: Promise<Program>): Promise<boolean> => {
  const found = await program.catch(() => undefined);
  if (found === undefined) {
    say('Collector in front of the local cloud: not run, not installed');
    return true;
  }
  let agreed = true;
  for (const [name, auth] of asking) {
    const subject = `Collector in front of ${name} in the local cloud (${auth.kind})`;
    tell(`${subject}: 20 seconds`);
    const { sent, exported, arrived, troubles, log } = await runCollector(found.path, settingsOf(name, auth));
    const fine = exported === sent && arrived === sent && troubles.length === 0;
    const counts = `${sent} signals sent, ${exported} exported, ${arrived} archived`;
    say(`${subject}: ${counts}; ${troubles.join(', ') || 'nothing refused, failed or dropped'}${fine ? '' : ' (WRONG)'}`);
    if (!fine && log !== '') say(log);
    agreed &&= fine;
  }
  return agreed;
};

await runCommand(main);
