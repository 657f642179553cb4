/** Rehearsals of the shipped runbook: its record is current, and what is wrong with a workflow is found. */
import { readFileSync } from 'node:fs';
import { describe, expect, inject, it } from 'vitest';
import { unrehearsed } from '#kernel/runbook.ts';
import type { Resource, Stack } from '#lib/local/template/assembly.ts';
import { readPolicy } from '#lib/policy/read-policy.ts';
import { troubleFor } from '#lib/rehearse/alert-for.ts';
import { awxBench } from '#lib/rehearse/benches/awx.ts';
import { hasPassed } from '#lib/rehearse/record.ts';
import { rehearsedPolicy, withPolicy } from '#lib/rehearse/rehearsal-assembly.ts';
import { rehearse } from '#lib/rehearse/rehearse.ts';
import type { Stage } from '#lib/rehearse/stage.ts';
import { threadedPlayer } from '#lib/rehearse/threaded-player.ts';

const policy = readPolicy(undefined);
const acting = rehearsedPolicy(policy);
const [rule] = acting.remediations.rules;
if (rule === undefined) throw new Error('the shipped policy has no runbook');
const found = troubleFor(rule);
if ('unknown' in found) throw new Error(`no value is known for ${found.unknown}`);
const { trouble } = found;

const place = { prefix: 'streamwarden-dev', policy: acting, rule };

const play = (amend: NonNullable<Stage['amend']>) =>
  withPolicy(inject('assembly'), acting, (assembly) => rehearse({ ...place, assembly, bench: awxBench, trouble, amend }, { faults: 0 }));

/** As the command plays it: each of these has a thread of its own. */
const playShared = (assembly: string, threads: number) =>
  rehearse(
    { ...place, assembly, bench: awxBench, trouble },
    { faults: 0, players: Array.from({ length: threads }, () => threadedPlayer({ ...place, assembly })) },
  );

const deployed = readFileSync('functions/remediate/remediation.asl.json', 'utf8');

/** The templates with another text in the remediation's definition. */
const withWorkflow = (from: string, to: string) => {
  const DefinitionString = deployed.replaceAll(from, to);
  if (DefinitionString === deployed) throw new Error(`the definition has no ${from}`);
  const change = (resource: Resource): Resource => {
    if (!String(resource.Properties?.['StateMachineName']).endsWith('-remediation')) return resource;
    const { DefinitionS3Location: _, ...properties } = resource.Properties ?? {};
    return { ...resource, Properties: { ...properties, DefinitionString } };
  };
  return (stack: Stack): Stack => {
    const Resources = Object.fromEntries(Object.entries(stack.template.Resources ?? {}).map(([id, resource]) => [id, change(resource)]));
    return { ...stack, template: { ...stack.template, Resources } };
  };
};

describe('the shipped policy', () => {
  it('runs no runbook that was not rehearsed as it now is', () => {
    for (const each of policy.remediations.rules) expect([each.name, unrehearsed(each, policy)]).toEqual([each.name, undefined]);
  });
});

describe('a rehearsal', () => {
  it('ends every way the runbook may go as it should, whoever plays it, in their order', async () => {
    const runs = await withPolicy(inject('assembly'), acting, (assembly) => playShared(assembly, 2));
    expect(runs.map(({ scenario, end, wrong }) => [scenario, end, wrong])).toEqual([
      ['all goes well', 'verified', []],
      ['the job fails half-way', 'undone', []],
      ['the job never ends', 'undone', []],
      ['it does not help', 'undone', []],
      ['taking it back fails', 'left', []],
      ['taking it back never ends', 'left', []],
    ]);
    expect(hasPassed({ rule, runs })).toBe(true);
  });

  it('says what a thread died of', async () => {
    await expect(playShared('/nowhere', 1)).rejects.toThrow('/nowhere');
  });

  it('finds a workflow that takes nothing back', async () => {
    const runs = await play(withWorkflow('$exists($plan.undo)', '$exists($plan.nothing)'));
    expect(runs.find(({ scenario }) => scenario === 'the job fails half-way')).toMatchObject({
      end: 'left',
      wrong: ['Expected was: undone.'],
    });
  });

  it('finds a workflow that tells nobody', async () => {
    const runs = await play(withWorkflow('remediation_failed', 'remediation_succeeded'));
    expect(runs.find(({ scenario }) => scenario === 'taking it back fails')?.wrong).toContain('It did not help, and nobody was told.');
  });
});
