/** What a remediation leaves on the audit chain of the running pipeline, copied over the API and verified by the command line. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ChainEntry } from '#kernel/audit-chain.ts';
import { minuteMs, openPipeline, type Pipeline } from '#test/support/cloud-fixture.ts';
import { logsRequest } from '#test/support/otlp-json.ts';

const folder = mkdtempSync(join(tmpdir(), 'audit-'));
const file = join(folder, 'chain.jsonl');
let pipeline: Pipeline;
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await pipeline.cloud.close();
});

const warden = async (
  ...given: readonly string[]
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> => {
  const program = join(import.meta.dirname, '../../bin/warden.ts');
  try {
    return { code: 0, ...(await promisify(execFile)(process.execPath, [program, 'audit', ...given])) };
  } catch (error) {
    return error as { readonly code: number; readonly stdout: string; readonly stderr: string };
  }
};
const entries = (): readonly ChainEntry[] =>
  readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as ChainEntry);

beforeAll(async () => {
  pipeline = await openPipeline();
  await pipeline.send('/v1/logs', logsRequest({ service: 'payment' }, pipeline.cloud.now(), ['payment gateway timeout after 3000 ms']));
  await pipeline.pass(15_000);
  const yes = pipeline.heard().find(({ notificationReason }) => notificationReason === 'approval_requested')?.links['approve'] ?? '';
  expect((await fetch(yes, { method: 'POST' })).status).toBe(200);
  await pipeline.pass(10 * minuteMs);
}, 120_000);

it('is copied and verified, and tells in order who or what decided, approved, acted and looked', async () => {
  const copied = await warden('export', '--api', pipeline.url, '--out', file);
  const { head } = (await (await pipeline.fetch('/v1/audit/chain/head')).json()) as { head: { seq: number; hash: string } };
  expect(copied).toMatchObject({ code: 0, stdout: '' });
  expect(copied.stderr).toContain(`${head.seq} entries. Head, to note elsewhere: ${head.seq} ${head.hash}\n`);

  const verified = await warden('verify', file, '--head', head.hash);
  expect(verified).toMatchObject({ code: 0, stderr: '' });
  expect(verified.stdout).toMatch(/^The chain is whole\.\n\d+ entries, from 2026-11-20T10:00:\d\d\.\d{3}Z to 2026-11-20T10:\d\d:/);
  expect(verified.stdout).toContain(`Head: ${head.seq} ${head.hash}\n`);

  const [incident] = await pipeline.incidents();
  const stations = ['remediation_matched', 'approval_requested', 'approval_approved', 'remediation_launched', 'remediation_verified'];
  expect(entries().filter(({ act }) => stations.includes(act))).toMatchObject(
    stations.map((act) => ({ act, subject: { incident: incident?.id }, actor: act === 'approval_approved' ? 'alex+sam' : 'remediate' })),
  );
  const approval = entries().find(({ act }) => act === 'approval_approved');
  expect(approval).toMatchObject({ detail: { via: 'link' }, saw: expect.stringMatching(/payment/), rule: expect.any(String) });
  // What is written down is what people are shown.
  const { timeline } = await pipeline.shown(incident?.id ?? '');
  const shown = timeline.map(({ causeId }) => causeId);
  for (const { id } of entries()) expect(shown).toContain(id);
});

it('takes two write units an entry: its own, and its marker', async () => {
  const items = await pipeline.cloud.table('streamwarden-dev-response').items();
  const chain = items.filter(({ pk }) => String(pk).startsWith('chain'));
  expect(chain).toHaveLength(2 * entries().length);
  // Names and digits of numbers take less than their JSON.
  for (const item of chain) expect(Buffer.byteLength(JSON.stringify(item))).toBeLessThan(1_024);
});

it('with a changed letter is refused by the line that has it', async () => {
  const text = readFileSync(file, 'utf8');
  const changed = join(folder, 'changed.jsonl');
  writeFileSync(changed, text.replace('"actor":"alex+sam"', '"actor":"alex+tam"'));
  const line = entries().findIndex(({ actor }) => actor === 'alex+sam') + 1;
  const verified = await warden('verify', changed);
  expect(verified).toMatchObject({ code: 1, stderr: '' });
  expect(verified.stdout).toMatch(
    new RegExp(`^Line ${line} \\("rem-[0-9a-f]+/approval_approved"\\) is wrong: its content does not match its hash\\.\n`),
  );
});
