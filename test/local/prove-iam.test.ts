/** The scenes of `npm run prove:iam` need every permission of the templates: whoever grants another must show what for. */
import { expect, inject, it } from 'vitest';
import { startLocalCloud } from '#lib/local/cloud.ts';
import type { Permission } from '#lib/local/iam/grants.ts';
import { readAssembly } from '#lib/local/template/assembly.ts';
import { actCloud } from '#lib/replay/prove/act-cloud.ts';
import { acts } from '#lib/replay/prove/acts.ts';
import { removalsOf } from '#lib/replay/prove/removals.ts';
import { prefix, startAt } from '#test/support/cloud-fixture.ts';

const keyOf = ({ role, action, resource }: Permission): string => `${role} ${action} ${resource}`;

it('together the scenes need every permission but the endpoint discovery of Timestream, and none is denied', async () => {
  let unused: ReadonlySet<string> | undefined;
  for (const { name, fate, play } of acts) {
    const cloud = await startLocalCloud({
      ...{ assembly: inject('assembly'), mode: 'deterministic', startAt, publicUrl: 'http://127.0.0.1:4318' },
      interceptors: {
        invocation: ({ function: functionName, invocation }) => fate?.(functionName.slice(prefix.length + 1), invocation) ?? 'proceed',
      },
    });
    await play(actCloud(cloud, prefix));
    const report = cloud.permissions();
    await cloud.close();
    expect(report.denials, name).toEqual([]);
    const own = new Set(report.unused.map(keyOf));
    unused = unused?.intersection(own) ?? own;
  }
  expect([...(unused ?? [])]).toEqual([expect.stringContaining('timestream:DescribeEndpoints')]);
});

it('taking a permission away takes away exactly that one', async () => {
  const grantedBy = async (amend?: (typeof removals)[number]['amend']): Promise<readonly string[]> => {
    const cloud = await startLocalCloud({ assembly: inject('assembly'), mode: 'deterministic', startAt, ...(amend ? { amend } : {}) });
    const { granted } = cloud.permissions();
    await cloud.close();
    return granted.map(keyOf);
  };
  const removals = removalsOf(readAssembly(inject('assembly')));
  const all = await grantedBy();
  expect(removals).toHaveLength(all.length);
  // A statement of several actions, one of several resources, one of its own.
  for (const index of [0, Math.floor(removals.length / 2), removals.length - 1]) {
    const removal = removals[index];
    const left = new Set(await grantedBy(removal?.amend));
    const gone = all.filter((permission) => !left.has(permission));
    expect(gone).toEqual([expect.stringContaining(` ${removal?.action} `)]);
    expect(left.size).toBe(all.length - 1);
  }
});
