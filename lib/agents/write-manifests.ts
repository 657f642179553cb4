/** `warden manifests`: what a cluster's agents need, as files for `kubectl apply` or Helm, for people who do not use CDK for their cluster. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import * as z from 'zod';
import { UsageError } from '../replay/usage-error.ts';
import { collectorConfig } from './collector.ts';
import { alloyValues, collectorValues } from './helm.ts';
import { configurations, manifests } from './manifests.ts';
import { type AgentSettings, agentSettings, agentsSchema } from './settings.ts';

export interface ManifestOptions {
  readonly environment: string;
  readonly endpoint: string;
  readonly region: string;
  readonly cluster?: string;
  readonly out: string;
}

const cdkJson = join(import.meta.dirname, '../../cdk.json');

/** What `cdk.json` says of the environment's cluster, if it names one. */
const agentsOf = (environment: string): object => {
  const { context } = JSON.parse(readFileSync(cdkJson, 'utf8')) as {
    context: { environments: Readonly<Record<string, { agents?: object } | undefined>> };
  };
  const found = Object.hasOwn(context.environments, environment) ? context.environments[environment] : undefined;
  if (found === undefined)
    throw new UsageError(`environment "${environment}" is unknown; choose one of ${Object.keys(context.environments).join(', ')}`);
  return found.agents ?? {};
};

const settingsOf = ({ environment, endpoint, region, cluster }: ManifestOptions): AgentSettings => {
  const url = z.url({ protocol: /^https?$/ }).safeParse(endpoint);
  if (!url.success || /[?#]/.test(endpoint)) throw new UsageError(`--endpoint ${endpoint} is no http(s) address`);
  if (!/^[a-z]{2}(-[a-z]+)+-\d$/.test(region)) throw new UsageError(`--region ${region} is no region of AWS`);
  const agents = agentsSchema.safeParse({ ...agentsOf(environment), ...(cluster === undefined ? {} : { cluster: { name: cluster } }) });
  if (!agents.success) {
    const [issue] = agents.error.issues;
    const place = issue?.path.join('.') ?? '';
    throw new UsageError(
      place === 'cluster' ? 'Name the cluster: --cluster, or agents.cluster.name in cdk.json' : `agents.${place}: ${issue?.message}`,
    );
  }
  return agentSettings(agents.data, { endpoint: endpoint.replace(/\/+$/, ''), region, environment });
};

const yaml = (value: unknown): string => stringify(value, { aliasDuplicateObjects: false, lineWidth: 140 });

/** Kinds that a chart makes itself. The rest (rights, network policies) is ours with either. */
const madeByCharts = new Set(['ConfigMap', 'Service', 'DaemonSet', 'StatefulSet', 'PodDisruptionBudget', 'HorizontalPodAutoscaler']);
/** Agents that have values for a chart. */
const charted = new Set(['alloy', 'collector']);

/** Every file, by its path in the folder. */
export const agentFiles = (settings: AgentSettings): Readonly<Record<string, string>> => {
  const { alloy, events, collector, telegraf } = configurations(settings);
  const objects = Object.entries(manifests(settings));
  const documents = (list: readonly object[]): string => list.map(yaml).join('---\n');
  return {
    ...Object.fromEntries(objects.map(([name, list], at) => [`manifests/${at}-${name}.yaml`, documents(list)])),
    'config/config.alloy': alloy,
    'config/events.alloy': events,
    'config/collector.yaml': collector,
    'config/telegraf.conf': telegraf,
    'helm/alloy.values.yaml': yaml(alloyValues(settings, alloy)),
    'helm/collector.values.yaml': yaml(collectorValues(settings, collectorConfig(settings))),
    'helm/beside-the-charts.yaml': documents(
      objects.flatMap(([name, list]) => (charted.has(name) ? list.filter(({ kind }) => !madeByCharts.has(kind)) : list)),
    ),
  };
};

/** Writes the files. UsageError for settings that do not fit, or a folder that has files of that name. */
export const manifestsCommand = (options: ManifestOptions): void => {
  const files = Object.entries(agentFiles(settingsOf(options))).map(([name, text]) => [join(options.out, name), text] as const);
  const taken = files.find(([path]) => existsSync(path));
  if (taken !== undefined) throw new UsageError(`${taken[0]} is there already: give another --out`);
  try {
    for (const [path, text] of files) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
  } catch (error) {
    throw new UsageError(`${options.out}: cannot be written (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`);
  }
  for (const [path] of files) process.stdout.write(`${path}\n`);
};
