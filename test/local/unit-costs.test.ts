/** What a plan stands on, held to the templates and to a fresh metered run. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { atRest, consumers, deployedSettings } from '#lib/plan/deployed-settings.ts';
import { measureUnitCosts } from '#lib/plan/measure.ts';
import { type UnitCosts, unitCosts } from '#lib/plan/unit-costs.ts';

interface Template {
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties?: Readonly<Record<string, unknown>> }>>;
}

const resources = (type: string): readonly Readonly<Record<string, unknown>>[] =>
  ['data', 'pipeline'].flatMap((stack) => {
    const file = join(inject('assembly'), `streamwarden-dev-${stack}.template.json`);
    const template = JSON.parse(readFileSync(file, 'utf8')) as Template;
    return Object.values(template.Resources).flatMap(({ Type, Properties }) => (Type === type ? [Properties ?? {}] : []));
  });

/** Every number of an object by its path. */
const numbers = (value: unknown, path = ''): [string, number][] =>
  typeof value === 'number' ? [[path, value]] : Object.entries(value as object).flatMap(([name, part]) => numbers(part, `${path}/${name}`));

describe('unit costs', () => {
  let fresh: UnitCosts;
  beforeAll(async () => {
    fresh = await measureUnitCosts({
      assembly: inject('assembly'),
      prefix: 'streamwarden-dev',
      magneticDays: deployedSettings('dev').timestream.magneticDays,
    });
  });

  it('are what a metered run shows, within a tenth', () => {
    const now = new Map(numbers(fresh));
    const drifted = numbers(unitCosts).filter(([path, value]) => Math.abs((now.get(path) ?? 0) / value - 1) > 0.1);
    expect(drifted.map(([path, value]) => `${path}: ${value}, now ${now.get(path)}`)).toEqual([]);
    expect([...now.keys()].sort()).toEqual(
      numbers(unitCosts)
        .map(([path]) => path)
        .sort(),
    );
  });

  it('grow cheaper with the batch', () => {
    for (const shares of [fresh.frameShare, fresh.wireShare])
      for (const { 1: one, 10: ten, 100: hundred, 1000: thousand } of Object.values(shares))
        expect([thousand, hundred, ten, one]).toEqual([thousand, hundred, ten, one].toSorted((a, b) => a - b));
  });
});

describe('the constants of a plan', () => {
  it('are the templates’ batches and windows', () => {
    const found = resources('AWS::Lambda::EventSourceMapping')
      .filter(({ MaximumBatchingWindowInSeconds }) => MaximumBatchingWindowInSeconds !== undefined)
      .map(({ BatchSize, MaximumBatchingWindowInSeconds }) => ({ batch: BatchSize, windowSeconds: MaximumBatchingWindowInSeconds }));
    expect(found).toEqual([consumers.classify, consumers.detect, consumers.archive]);
  });

  it('are what costs at rest', () => {
    const count = (type: string): number => resources(type).length;
    expect({
      alarms: count('AWS::CloudWatch::Alarm'),
      dashboards: count('AWS::CloudWatch::Dashboard'),
      secrets: count('AWS::SecretsManager::Secret'),
    }).toEqual(atRest);
  });
});
