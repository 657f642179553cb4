/** The agents' programs: from the PATH, or built from their Go modules into `.cache/agents`; absent with a reason where neither can be had. */
import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A program that can be run, and how to call it in a report. */
export interface Program {
  readonly path: string;
  readonly version: string;
}

/** Why a program cannot be had. */
export class NotInstalled extends Error {}

const run = promisify(execFile);
const cache = join(process.cwd(), '.cache/agents');
/** A build takes minutes of two processors, at the lowest priority. */
const buildMs = 15 * 60_000;

interface Step {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
}

const step = async ({ command, args, cwd }: Step, what: string): Promise<void> => {
  try {
    const env = { ...process.env, GOFLAGS: '-buildvcs=false', GOBIN: cache, GOWORK: 'off' };
    await run('nice', ['-n', '19', command, ...args], { cwd, timeout: buildMs, maxBuffer: 64 * 1024 * 1024, env });
  } catch (error) {
    const { stderr = '', killed = false } = error as { stderr?: string; killed?: boolean };
    const lines = stderr
      .trim()
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('go: downloading'));
    throw new NotInstalled(`${what}: ${killed ? `took longer than ${buildMs / 60_000} minutes` : (lines.at(-1) ?? String(error))}`);
  }
};

/** What a program says of its version, or undefined where it is not on the PATH. */
const onPath = async (command: string, args: readonly string[]): Promise<string | undefined> => {
  try {
    const { stdout } = await run(command, [...args], { timeout: 10_000 });
    return stdout.trim().split('\n')[0];
  } catch {
    return undefined;
  }
};

const needsGo = async (what: string): Promise<void> => {
  if ((await onPath('go', ['version'])) === undefined) throw new NotInstalled(`${what}: neither on the PATH, nor Go to build it`);
};

const collectorVersion = '0.165.0';
const contrib = 'github.com/open-telemetry/opentelemetry-collector-contrib';

/**
 * The components our configuration names. k8sattributes is older: its releases for this Collector ask for modules that the Go proxy does not
 * serve; the replacement lets the old one find what has moved since.
 */
const builderConfig = (
  output: string,
): string => `dist: { name: otelcol, module: streamwarden.local/otelcol, output_path: ${JSON.stringify(output)} }
extensions:
  - gomod: ${contrib}/extension/sigv4authextension v0.165.1
  - gomod: ${contrib}/extension/bearertokenauthextension v0.165.1
  - gomod: ${contrib}/extension/healthcheckextension v0.165.1
  - gomod: ${contrib}/extension/storage/filestorage v0.165.1
receivers:
  - gomod: go.opentelemetry.io/collector/receiver/otlpreceiver v${collectorVersion}
processors:
  - gomod: go.opentelemetry.io/collector/processor/batchprocessor v${collectorVersion}
  - gomod: go.opentelemetry.io/collector/processor/memorylimiterprocessor v${collectorVersion}
  - gomod: ${contrib}/processor/resourceprocessor v0.165.1
  - gomod: ${contrib}/processor/k8sattributesprocessor v0.160.0
exporters:
  - gomod: go.opentelemetry.io/collector/exporter/otlphttpexporter v${collectorVersion}
providers:
  - gomod: go.opentelemetry.io/collector/confmap/provider/fileprovider v1.71.0
  - gomod: go.opentelemetry.io/collector/confmap/provider/envprovider v1.71.0
replaces:
  - go.opentelemetry.io/collector => go.opentelemetry.io/collector v${collectorVersion}
`;

/** The Collector: `otelcol-contrib` of the PATH, else one with exactly our components. */
export const collector = async (tell: (line: string) => void): Promise<Program> => {
  const found = await onPath('otelcol-contrib', ['--version']);
  if (found !== undefined) return { path: 'otelcol-contrib', version: found };
  const folder = join(cache, `otelcol-${collectorVersion}`);
  const path = join(folder, 'otelcol');
  const version = `OpenTelemetry Collector ${collectorVersion} (k8sattributes 0.160.0), built from its Go modules`;
  if (existsSync(path)) return { path, version };
  await needsGo('OpenTelemetry Collector');
  tell(`building the Collector ${collectorVersion} into .cache (minutes, once)`);
  mkdirSync(folder, { recursive: true });
  const builder = 'go.opentelemetry.io/collector/cmd/builder';
  await step({ command: 'go', args: ['install', `${builder}@v${collectorVersion}`], cwd: folder }, "the Collector's builder");
  writeFileSync(join(folder, 'builder.yaml'), builderConfig(folder));
  await step({ command: join(cache, 'builder'), args: ['--config', 'builder.yaml'], cwd: folder }, 'OpenTelemetry Collector');
  return { path, version };
};

const telegrafVersion = '1.37.2';
/** Only the plug-ins our configuration names: the whole of Telegraf takes far longer to build. */
const plugins = ['inputs.internal', 'inputs.net_response', 'inputs.redfish', 'inputs.snmp', 'outputs.health', 'outputs.opentelemetry'];

/** Telegraf: of the PATH, else one with exactly our plug-ins. */
export const telegraf = async (tell: (line: string) => void): Promise<Program> => {
  const found = await onPath('telegraf', ['version']);
  if (found !== undefined) return { path: 'telegraf', version: found };
  const path = join(cache, 'telegraf');
  const version = `Telegraf ${telegrafVersion}, built from its Go module`;
  if (existsSync(path)) return { path, version };
  await needsGo('Telegraf');
  tell(`building Telegraf ${telegrafVersion} into .cache (minutes, once)`);
  mkdirSync(cache, { recursive: true });
  const args = ['install', '-tags', `custom,${plugins.join(',')}`, `github.com/influxdata/telegraf/cmd/telegraf@v${telegrafVersion}`];
  await step({ command: 'go', args, cwd: cache }, 'Telegraf');
  return { path, version };
};

/** Alloy: of the PATH alone; the Go module proxy does not serve its module. */
export const alloy = async (): Promise<Program> => {
  const found = await onPath('alloy', ['--version']);
  if (found === undefined) throw new NotInstalled('Grafana Alloy: not on the PATH, and its Go module is not to be had from the proxy');
  return { path: 'alloy', version: found };
};

const kubernetesVersion = '0.35.4';

/** Our program of a page that reads manifests with Kubernetes' own types, strictly. */
export const strictDecoder = async (tell: (line: string) => void): Promise<Program> => {
  const folder = join(cache, `strict-decode-${kubernetesVersion}`);
  const path = join(folder, 'strict-decode');
  const version = `Kubernetes' Go types (k8s.io/api v${kubernetesVersion}), strictly`;
  if (existsSync(path)) return { path, version };
  await needsGo("Kubernetes' Go types");
  tell(`building a reader with k8s.io/api v${kubernetesVersion} into .cache (a minute, once)`);
  mkdirSync(folder, { recursive: true });
  cpSync(join(import.meta.dirname, 'strict-decode/main.go'), join(folder, 'main.go'));
  const modules = ['api', 'apimachinery', 'client-go'].map((name) => `k8s.io/${name} v${kubernetesVersion}`);
  writeFileSync(join(folder, 'go.mod'), `module streamwarden.local/strict-decode\n\ngo 1.26\n\nrequire (\n${modules.join('\n')}\n)\n`);
  await step({ command: 'go', args: ['mod', 'tidy'], cwd: folder }, "Kubernetes' Go types");
  await step({ command: 'go', args: ['build', '-o', path, '.'], cwd: folder }, "Kubernetes' Go types");
  return { path, version };
};
