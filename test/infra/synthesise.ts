/** Synthesises an environment for the infra tests: the real app with `cdk.json`'s own context, without bundling, into a folder of its own. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { type Assembly, assemble } from '#lib/stacks/assemble.ts';

export const root = join(import.meta.dirname, '../..');

export interface Resource {
  readonly id: string;
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

interface Acknowledged {
  readonly rule: string;
  readonly reason: string;
}

export interface Synthesised {
  readonly data: readonly Resource[];
  readonly pipeline: readonly Resource[];
  /** Empty where the environment names no cluster. */
  readonly agents: readonly Resource[];
  /** Broken rules that the code accepts, by construct. */
  readonly acknowledged: readonly Acknowledged[];
}

interface Options {
  readonly context?: Readonly<Record<string, unknown>>;
  /** Adds a mistake before synthesis. */
  readonly plant?: (assembly: Assembly) => void;
}

export const projectContext = (): Record<string, unknown> => JSON.parse(readFileSync(join(root, 'cdk.json'), 'utf8')).context;

/** Throws when a rule is broken and not acknowledged, as `cdk synth` fails. */
export const synthesise = (environment: string, { context = {}, plant }: Options = {}): Synthesised => {
  const outdir = mkdtempSync(join(tmpdir(), 'streamwarden-infra-'));
  try {
    const app = new App({
      outdir,
      analyticsReporting: false,
      context: { ...projectContext(), 'aws:cdk:bundling-stacks': [], environment, ...context },
    });
    const assembly = assemble(app, root);
    plant?.(assembly);
    const cloud = app.synth();
    const resources = (stack: 'data' | 'pipeline' | 'agents'): Resource[] =>
      Object.entries(
        cloud.getStackByName(`streamwarden-${environment}-${stack}`).template.Resources as Record<string, Omit<Resource, 'id'>>,
      ).map(([id, resource]) => ({ ...resource, id }));
    return {
      data: resources('data'),
      pipeline: resources('pipeline'),
      agents: assembly.agents === undefined ? [] : resources('agents'),
      acknowledged: readAcknowledged(join(outdir, 'validation-report.json')),
    };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
};

const readAcknowledged = (file: string): readonly Acknowledged[] => {
  const { pluginReports } = JSON.parse(readFileSync(file, 'utf8')) as {
    pluginReports: readonly { suppressedViolations?: readonly { ruleName: string; reason: string }[] }[];
  };
  return pluginReports.flatMap(({ suppressedViolations = [] }) =>
    suppressedViolations.map(({ ruleName: rule, reason }) => ({ rule, reason })),
  );
};

/** The resources of a CloudFormation type. */
export const ofType = (resources: readonly Resource[], type: string): readonly Resource[] => resources.filter(({ Type }) => Type === type);
