/** The agents' programs: from the PATH, or built from their Go modules into the user's cache; absent with a reason where neither can be had. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { idFrom } from '#kernel/fingerprint.ts';
import { builtOnce, step, type Tell } from '#test/conformance/programs/go.ts';
import { NotInstalled } from '#test/conformance/programs/not-installed.ts';
import { type Program, versionOf } from '#test/conformance/programs/on-path.ts';

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
export const collector = async (tell: Tell): Promise<Program> => {
  const found = await versionOf('otelcol-contrib');
  if (found !== undefined) return { path: 'otelcol-contrib', version: found };
  const what = `OpenTelemetry Collector ${collectorVersion}`;
  const folder = await builtOnce(`otelcol-${collectorVersion}-${idFrom(builderConfig('.'))}`, what, tell, async (cwd) => {
    await step({ command: 'go', args: ['install', `go.opentelemetry.io/collector/cmd/builder@v${collectorVersion}`], cwd }, what);
    writeFileSync(join(cwd, 'builder.yaml'), builderConfig(cwd));
    await step({ command: join(cwd, 'builder'), args: ['--config', 'builder.yaml'], cwd }, what);
  });
  return { path: join(folder, 'otelcol'), version: `${what} (k8sattributes 0.160.0), built from its Go modules` };
};

const telegrafVersion = '1.37.2';
/** Only the plug-ins our configuration names, and those that speak to our receivers: the whole of Telegraf takes far longer to build. */
const plugins = [
  ...['inputs.internal', 'inputs.net_response', 'inputs.redfish', 'inputs.snmp', 'outputs.health', 'outputs.opentelemetry'],
  ...['inputs.cpu', 'inputs.mem', 'outputs.file', 'outputs.http', 'outputs.influxdb', 'outputs.influxdb_v2'],
  ...['serializers.influx', 'serializers.json'],
];

/** Telegraf: of the PATH, else one with exactly these plug-ins; without `tell` only where it has been built already. */
export const telegraf = async (tell: Tell | undefined): Promise<Program> => {
  const found = await versionOf('telegraf', ['version']);
  if (found !== undefined) return { path: 'telegraf', version: found };
  const what = `Telegraf ${telegrafVersion}`;
  const folder = await builtOnce(`telegraf-${telegrafVersion}-${idFrom(...plugins)}`, what, tell, async (cwd) => {
    const args = ['install', '-tags', `custom,${plugins.join(',')}`, `github.com/influxdata/telegraf/cmd/telegraf@v${telegrafVersion}`];
    await step({ command: 'go', args, cwd }, what);
  });
  return { path: join(folder, 'telegraf'), version: `${what}, built from its Go module` };
};

/** Alloy: of the PATH alone; the Go module proxy does not serve its module. */
export const alloy = async (): Promise<Program> => {
  const found = await versionOf('alloy');
  if (found === undefined) throw new NotInstalled('Grafana Alloy: not on the PATH, and its Go module is not to be had from the proxy');
  return { path: 'alloy', version: found };
};

const kubernetesVersion = '0.35.4';

/** Our program of a page that reads manifests with Kubernetes' own types, strictly. */
export const strictDecoder = async (tell: Tell): Promise<Program> => {
  const what = `Kubernetes' Go types (k8s.io/api v${kubernetesVersion})`;
  const program = join(import.meta.dirname, 'strict-decode/main.go');
  const folder = await builtOnce(`strict-decode-${kubernetesVersion}-${idFrom(readFileSync(program, 'utf8'))}`, what, tell, async (cwd) => {
    cpSync(program, join(cwd, 'main.go'));
    const modules = ['api', 'apimachinery', 'client-go'].map((name) => `k8s.io/${name} v${kubernetesVersion}`);
    writeFileSync(join(cwd, 'go.mod'), `module streamwarden.local/strict-decode\n\ngo 1.26\n\nrequire (\n${modules.join('\n')}\n)\n`);
    await step({ command: 'go', args: ['mod', 'tidy'], cwd }, what);
    await step({ command: 'go', args: ['build', '-o', 'strict-decode', '.'], cwd }, what);
  });
  return { path: join(folder, 'strict-decode'), version: `${what}, strictly` };
};
