/** The command line of Streamwarden. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, CommanderError } from 'commander';
import {
  type AddOptions,
  type AgentsOptions,
  addAgentCommand,
  listAgentsCommand,
  type RotateOptions,
  revokeAgentCommand,
  rotateAgentCommand,
} from '../lib/agent-tokens/commands.ts';
import { type ManifestOptions, manifestsCommand } from '../lib/agents/write-manifests.ts';
import { type ExportOptions, exportCommand } from '../lib/audit/export.ts';
import { type VerifyOptions, verifyCommand } from '../lib/audit/verify.ts';
import { type ImportOptions, importCommand } from '../lib/import/import-command.ts';
import { TemplateError } from '../lib/local/template/template-error.ts';
import { type ImportCalendarOptions, importCalendarCommand } from '../lib/oncall/import-calendar.ts';
import { type OnCallOptions, onCallCommand } from '../lib/oncall/oncall.ts';
import { defaultLoad } from '../lib/plan/load.ts';
import { type PlanOptions, planCommand } from '../lib/plan/plan.ts';
import { type RehearseCommandOptions, rehearseCommand } from '../lib/rehearse/command.ts';
import { type ProveFaultsOptions, proveFaultsCommand } from '../lib/replay/prove/prove-faults.ts';
import { type ProveOptions, proveIamCommand } from '../lib/replay/prove/prove-iam.ts';
import { type ReplayOptions, replayCommand } from '../lib/replay/replay.ts';
import { type StartOptions, startCommand } from '../lib/replay/start.ts';
import { type StormOptions, stormCommand } from '../lib/replay/storm/command.ts';
import { UsageError } from '../lib/replay/usage-error.ts';
import { type WhyOptions, whyCommand } from '../lib/why/why.ts';

const root = join(import.meta.dirname, '..');
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
const defaultStory = join(root, 'events/story/checkout-outage');

/** An option given several times. */
const together = (value: string, earlier: readonly string[] = []): readonly string[] => [...earlier, value];

const program = new Command('warden')
  .description('Runs the Streamwarden pipeline of the synthesised templates on this machine.')
  .version(version)
  .exitOverride();

program
  .command('start')
  .description('Serve on 127.0.0.1 until Ctrl-C, and show what happens as it happens.')
  .option('--port <number>', 'port to listen on', '4318')
  .option('--environment <name>', 'environment of cdk.json', 'dev')
  .option('--auth', 'ask callers for a token or a signature, as deployed', false)
  .option('--no-synth', 'use cdk.out as it is')
  .action(async (options: StartOptions) => {
    process.exitCode = await startCommand(options);
  });

program
  .command('replay')
  .description('Replay saved events in virtual time and report what became of them.')
  .argument('[paths...]', 'recordings (.jsonl), story folders or folders of saved events; default: the checkout outage')
  .option('--generate <signals>', 'replay generated load of so many signals instead: 100000')
  .option('--seed <text>', 'of the generated load', '1')
  .option('--policy <folder>', "also under this folder's policy, and tell the difference; twice: two folders", together)
  .option('--faults <seed[:profile]>', 'replay it again under the faults of a seed, and compare: 7, 7:kills')
  .option('--json', 'print the report as JSON', false)
  .option('--html <file>', 'write the report as one self-contained page, too')
  .option('--quiet', 'no progress on stderr', false)
  .option('--cpu', 'tell on stderr how much processor time each stage took', false)
  .option('--environment <name>', 'environment of cdk.json', 'dev')
  .option('--no-synth', 'use cdk.out as it is')
  .addHelpText('after', "\nA policy folder needs only the files it changes; the others are the project's.")
  .addHelpText(
    'after',
    '\nExit code: 0 the ledger balances, no permission was missing and faults changed nothing, 1 otherwise, 2 something given is wrong.',
  )
  .action(async (paths: readonly string[], options: ReplayOptions) => {
    process.exitCode = await replayCommand(paths.length === 0 && options.generate === undefined ? [defaultStory] : paths, options);
  });

program
  .command('prove')
  .description('Replay under the faults of many seeds, and compare each with the run without faults.')
  .argument('[paths...]', 'as for replay; default: generated load')
  .option('--seeds <number>', 'how many', '200')
  .option('--from <number>', 'the first', '1')
  .option('--jobs <number>', 'processes at a time; default: one a core')
  .option('--profile <name>', 'kinds of faults: all, kills, slow, throttle, lost, delivery, reshard, skew', 'all')
  .option('--generate <signals>', 'replay generated load of so many signals; default: 100000 without paths')
  .option('--seed <text>', 'of the generated load', '1')
  .option('--quiet', 'no progress on stderr', false)
  .option('--environment <name>', 'environment of cdk.json', 'dev')
  .option('--no-synth', 'use cdk.out as it is')
  .addHelpText('after', '\nExit code: 0 no seed changed anything, 1 one did, 2 something given is wrong.')
  .action(async (paths: readonly string[], options: ProveFaultsOptions) => {
    const load = paths.length === 0 && options.generate === undefined ? { generate: '100000' } : {};
    process.exitCode = await proveFaultsCommand(paths, { ...options, ...load });
  });

program
  .command('prove-iam')
  .description('Take every permission of every role away once, and expect exactly its denial.')
  .option('--quiet', 'no progress on stderr', false)
  .option('--environment <name>', 'environment of cdk.json', 'dev')
  .option('--no-synth', 'use cdk.out as it is')
  .addHelpText('after', '\nExit code: 0 every permission is needed, 1 one is not, 2 something given is wrong.')
  .action(async (options: ProveOptions) => {
    process.exitCode = await proveIamCommand(options);
  });

program
  .command('rehearse')
  .description('Run runbooks against stand-ins of their targets, with a fault at every step, and record what came of it.')
  .argument('[runbooks...]', 'names of policy/remediations.yaml; default: all')
  .option('--policy <folder>', "a policy folder; files it has not are the project's")
  .option('--no-write', 'leave rehearsals.yaml as it is')
  .option('--json', 'print every run as JSON', false)
  .option('--quiet', 'no progress on stderr', false)
  .option('--environment <name>', 'environment of cdk.json', 'dev')
  .option('--no-synth', 'use cdk.out as it is')
  .addHelpText('after', '\nExit code: 0 every run ended as it may, 1 one did not, 2 something given is wrong.')
  .action(async (runbooks: readonly string[], options: RehearseCommandOptions) => {
    process.exitCode = await rehearseCommand(runbooks, options);
  });

program
  .command('storm')
  .description('One database fails under a graph of services: everything is found at once, and people hear of one incident.')
  .option('--findings <number>', 'in all, within a minute', '100000')
  .option('--fingerprints <number>', 'different ones among them', '5000')
  .option('--services <number>', 'in the graph', '40')
  .option('--seed <text>', 'another seed, other times', '1')
  .option('--json', 'print the report as JSON', false)
  .option('--quiet', 'no progress on stderr', false)
  .option('--environment <name>', 'environment of cdk.json', 'dev')
  .option('--no-synth', 'use cdk.out as it is')
  .addHelpText(
    'after',
    '\nExit code: 0 one incident, named after its cause, at most three messages a person, 1 otherwise, 2 something given is wrong.',
  )
  .action(async (options: StormOptions) => {
    process.exitCode = await stormCommand(options);
  });

program
  .command('plan')
  .description('Project what a load would need and cost on AWS, and which quota it meets first.')
  .option('--signals-per-second <number>', 'how much comes in, up to 10,000,000', defaultLoad.signalsPerSecond)
  .option('--batch <number>', 'signals a request', defaultLoad.batch)
  .option('--signal-bytes <number>', 'bytes of OTLP a signal', defaultLoad.signalBytes)
  .option('--series <number>', 'series of metrics and of spans that are watched', defaultLoad.series)
  .option('--series-per-resource <number>', 'how many of them a resource has', defaultLoad.seriesPerResource)
  .option('--resources-per-request <number>', '1 for an SDK or an agent; pods behind a collector', defaultLoad.resourcesPerRequest)
  .option('--mix <logs:samples:spans>', 'parts of logs, metric samples and spans', defaultLoad.mix)
  .option('--incidents-per-day <number>', 'incidents like the one of the story', defaultLoad.incidentsPerDay)
  .option('--days <number>', 'how long', defaultLoad.days)
  .option('--stream <kind>', 'cheapest, shared, enhanced or on-demand', 'cheapest')
  .option('--environment <name>', 'environment of cdk.json', 'prod')
  .option('--json', 'print the plan as JSON', false)
  .option('--explain', 'show every formula with its numbers', false)
  .option('--measure', 'measure the unit costs anew and print them', false)
  .option('--no-synth', 'with --measure: use cdk.out as it is')
  .action((options: PlanOptions) => planCommand(options));

program
  .command('why')
  .description('Tell in sentences why somebody was told of an incident, or was not.')
  .argument('<incident|person>', 'id of an incident, or name of a person of policy/people.yaml')
  .option('--at <time>', 'as it was then, such as 2026-11-20T10:05:00Z; for a person, the day before it')
  .option('--url <address>', 'where it runs', 'http://127.0.0.1:4318')
  .option('--json', 'print the answer as JSON', false)
  .addHelpText('after', '\nA deployment that asks for a token takes it from WARDEN_TOKEN.')
  .action(async (subject: string, options: WhyOptions) => {
    process.exitCode = await whyCommand(subject, options, process.env['WARDEN_TOKEN']);
  });

program
  .command('oncall')
  .description('Show who is on call in each schedule, until when and why, who is next, and which gaps come.')
  .argument('[schedules...]', 'names of policy/schedules.yaml; default: all')
  .option('--at <time>', "at another time: 2026-12-25T09:00 on the schedule's clock, or 2026-12-25T08:00Z")
  .option('--days <number>', 'how far to look', '30')
  .option('--policy <folder>', "a policy folder; files it has not are the project's")
  .option('--json', 'print it as JSON', false)
  .option('--ics <file>', 'write the shifts as an iCalendar file, too')
  .addHelpText('after', '\nExit code: 0, or 2 when something given is wrong.')
  .action((schedules: readonly string[], options: OnCallOptions) => onCallCommand(schedules, options));

program
  .command('import-calendar')
  .description('Take over an iCalendar file: as overrides of a schedule, or as a list of holidays.')
  .argument('<file>', 'calendar.ics')
  .option('--schedule <name>', 'write overrides of this schedule: who takes part, or whose name the title is')
  .option('--holidays <name>', 'write the events of whole days as this list of holidays')
  .option('--days <number>', 'how many days from now', '365')
  .option('--policy <folder>', "the policy folder to change; default: the project's")
  .addHelpText('after', '\nExit code: 0, or 2 when something given is wrong.')
  .action((file: string, options: ImportCalendarOptions) => importCalendarCommand(file, options));

program
  .command('import')
  .description('Write routes.yaml and channels.yaml from an alertmanager.yml, and name what cannot be carried over.')
  .argument('<file>', 'alertmanager.yml')
  .option('--out <dir>', 'folder to write to; printed without it')
  .option('--escalation <name>', 'escalation policy that critical incidents follow', 'on-call')
  .addHelpText(
    'after',
    '\nSecrets are named, never copied. What needs a look is on stderr. Exit code: 0 written, 2 something given is wrong.',
  )
  .action((file: string, options: ImportOptions) => importCommand(file, options));

program
  .command('manifests')
  .description("Write the agents' Kubernetes manifests, Helm values and configurations, for clusters that CDK does not install them in.")
  .requiredOption('--endpoint <address>', 'the ApiUrl that the pipeline stack prints')
  .requiredOption('--region <name>', 'of the API')
  .requiredOption('--out <folder>', 'folder to write to')
  .option('--cluster <name>', 'of EKS; default: agents.cluster.name of the environment')
  .option('--environment <name>', 'environment of cdk.json: sizes, and its agents settings', 'dev')
  .addHelpText('after', '\nExit code: 0 written, 2 something given is wrong.')
  .action((options: ManifestOptions) => manifestsCommand(options));

const agents = program.command('agents').description('Give agents that cannot sign a token, list the tokens, rotate and revoke them.');

/** Where the tokens are kept. */
const ofDeployment = (command: Command): Command =>
  command
    .option('--environment <name>', 'environment of cdk.json', 'dev')
    .option('--url <address>', 'where the local cloud runs', 'http://127.0.0.1:4318')
    .option('--aws', 'on AWS instead, with your own credentials and region', false);

ofDeployment(agents.command('add'))
  .description('Give an agent a token, and print it: once.')
  .argument('<name>', 'of the agent: shop-frontend')
  .option('--scope <path>', 'only for this path and what is below it: /v1/logs; several times for several', together)
  .option('--expires <span>', 'how long it is good: 90d; for ever without it')
  .option('--requests-per-minute <number>', 'how many requests it may send; as frontDoor.limits says without it, 0 for no limit')
  .option('--signals-per-minute <number>', 'how many signals')
  .option('--bytes-per-day <number>', 'how many bytes of bodies as they are sent, compressed')
  .action((name: string, options: AddOptions) => addAgentCommand(name, options, Date.now()));

ofDeployment(agents.command('list'))
  .description('Show whose tokens there are, what they are for and whether they are good.')
  .action((options: AgentsOptions) => listAgentsCommand(options, Date.now()));

ofDeployment(agents.command('rotate'))
  .description('Give an agent a new token; its old ones expire after a while.')
  .argument('<name>', 'of the agent')
  .option('--overlap <span>', 'how long the old ones are still good', '1d')
  .action((name: string, options: RotateOptions) => rotateAgentCommand(name, options, Date.now()));

ofDeployment(agents.command('revoke'))
  .description("Take an agent's tokens away, or one by its id.")
  .argument('<name|id>', 'of the agent, or of a token')
  .action((nameOrId: string, options: AgentsOptions) => revokeAgentCommand(nameOrId, options, Date.now()));

const audit = program
  .command('audit')
  .description('Copy the chain of who or what decided, saw, approved, did and undid, and verify a copy.');

audit
  .command('export')
  .description('Write the audit chain, a JSON line an entry.')
  .option('--api, --url <address>', 'where it runs', 'http://127.0.0.1:4318')
  .requiredOption('--out <file>', 'file to write to; - for stdout')
  .option('--quiet', 'no progress on stderr', false)
  .addHelpText('after', '\nIt takes the role admin. A deployment that asks for a token takes it from WARDEN_TOKEN.')
  .addHelpText('after', '\nExit code: 0 written, 2 something given is wrong.')
  .action((options: ExportOptions) => exportCommand(options, process.env['WARDEN_TOKEN']));

audit
  .command('verify')
  .description('Say whether an exported chain is whole; if not, which line is wrong, and how.')
  .argument('<file>', 'as export wrote it; - for stdin')
  .option('--head <hash>', 'of a head that was noted before, which must still be in it; several times for several', together)
  .option('--json', 'print the verdict as JSON', false)
  .addHelpText('after', '\nA chain that was cut off at its end, or replaced as a whole, is whole in itself: only --head tells.')
  .addHelpText('after', '\nExit code: 0 the chain is whole, 1 it is not, 2 something given is wrong.')
  .action(async (file: string, options: VerifyOptions) => {
    process.exitCode = await verifyCommand(file, options);
  });

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  } else if (error instanceof UsageError || error instanceof TemplateError) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
  } else {
    throw error;
  }
}
