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

const play = (amend: Stage['amend']) =>
  withPolicy(inject('assembly'), acting, (assembly) =>
    rehearse(
      { ...{ assembly, prefix: 'streamwarden-dev', policy: acting, rule, bench: awxBench, trouble }, ...(amend && { amend }) },
      { faults: 0 },
    ),
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
  it('ends every way the runbook may go as it should', async () => {
    const runs = await play(undefined);
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

  it('ends the same when two threads share the runs, and says what a thread died of', async () => {
    const place = { prefix: 'streamwarden-dev', policy: acting, rule };
    await withPolicy(inject('assembly'), acting, async (assembly) => {
      const players = [1, 2].map(() => threadedPlayer({ ...place, assembly }));
      const runs = await rehearse({ ...place, assembly, bench: awxBench, trouble }, { faults: 0, players });
      expect(runs.map(({ end, wrong }) => [end, wrong])).toEqual(
        ['verified', 'undone', 'undone', 'undone', 'left', 'left'].map((end) => [end, []]),
      );
      const lost = rehearse(
        { ...place, assembly, bench: awxBench, trouble },
        { faults: 0, players: [threadedPlayer({ ...place, assembly: '/nowhere' })] },
      );
      await expect(lost).rejects.toThrow('/nowhere');
    });
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
