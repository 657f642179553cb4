/** The story under another policy: what `npm run replay -- --policy DIR` shows, checked. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { comparedText } from '#lib/replay/compare/compare-policies.ts';
import { synthesisePolicy } from '#lib/replay/compare/policy-assembly.ts';
import { replayTwice } from '#lib/replay/replay.ts';

const root = new URL('../..', import.meta.url).pathname;
const story = join(root, 'events/story/checkout-outage');
const options = { environment: 'dev', json: false, quiet: true, synth: true };

/** The project's policy with one file changed. */
const changed = (file: string, change: (text: string) => string): string => {
  const folder = mkdtempSync(join(tmpdir(), 'streamwarden-what-if-test-'));
  cpSync(join(root, 'policy', file), join(folder, file));
  const before = readFileSync(join(folder, file), 'utf8');
  const after = change(before);
  expect(after).not.toBe(before);
  writeFileSync(join(folder, file), after);
  return folder;
};

describe('the checkout outage', () => {
  it('under routes by service and a shorter wait is three incidents, and sam and robin hear earlier', async () => {
    const compared = await replayTwice([story], [join(story, 'what-if/sooner-and-by-service')], options);
    const { difference, reports } = compared;
    expect(difference.policy.map(({ path }) => path)).toEqual([
      'routes.route.groupBy',
      'correlation.threshold',
      'escalation.policies.on-call.new.waitMinutes',
    ]);
    expect(difference.bundles).toBeGreaterThan(5);
    expect(difference.incidents.map(({ kind, a, b }) => [kind, a.length, b.length])).toEqual([['splits', 1, 3]]);
    const escalated = difference.incidents[0]?.messages.find(({ notificationReason }) => notificationReason === 'escalated');
    expect(escalated?.people).toEqual(['alex', 'sam']);
    expect(Math.round(((escalated?.a ?? 0) - (escalated?.b ?? 0)) / 60_000)).toBe(10);
    expect(difference.people.map(({ person, a, b }) => [person, a.pages > 0, b.pages > 0])).toEqual([
      ['alex', true, true],
      ['robin', false, true],
      ['sam', true, true],
    ]);
    for (const { ledger, permissions } of Object.values(reports)) expect([ledger.balanced, permissions.denials.length]).toEqual([true, 0]);
    expect(reports.a.ledger.signals).toEqual(reports.b.ledger.signals);
    expect(comparedText(compared)).toContain('1 incident → 3 incidents');
  }, 600_000);

  it('without the rule for its payment gateway pages nobody and launches nothing', async () => {
    const folder = changed('classification.yaml', (text) => text.replace(/ {2}- name: payment-gateway-failure[\s\S]*?(?= {2}- name:)/, ''));
    const { difference } = await replayTwice([story], [folder], options).finally(() => rmSync(folder, { recursive: true }));
    expect(difference.policy).toMatchObject([{ path: 'classification.rules.payment-gateway-failure', b: undefined }]);
    expect(difference.findings).toContainEqual(expect.objectContaining({ service: 'payment', a: 'critical', b: 'warning' }));
    expect(difference.incidents).toMatchObject([{ kind: 'same', a: [{ severity: 'critical' }], b: [{ severity: 'warning' }] }]);
    expect(difference.people.map(({ a, b }) => [a.pages > 0, b.pages])).toEqual([
      [true, 0],
      [true, 0],
    ]);
    expect(difference.runbooks).toMatchObject({ a: [{ template: 42 }], b: [] });
    expect(difference.actions.map(({ person, does, a, b }) => [person, does, a, b])).toEqual([['sam', 'approve', 200, 0]]);
  }, 600_000);
});

it.for<[string, string, (text: string) => string, RegExp]>([
  ['a misspelt key', 'routes.yaml', (text) => text.replace('\n  groupBy', '\n  groupby'), /routes\.yaml: route/],
  [
    'a name that is declared in a file of the project',
    'routes.yaml',
    (text) => text.replace('\n  escalation: on-call', '\n  escalation: nobody'),
    /streamwarden-what-if-test-\w+\/routes\.yaml: .*"nobody" is not in policy\/escalation\.yaml/,
  ],
])('a policy with %s is one line of the checker, which names the file where it lies', async ([, file, change, message]) => {
  const folder = changed(file, change);
  const failing = synthesisePolicy('dev', folder).finally(() => rmSync(folder, { recursive: true }));
  await expect(failing).rejects.toMatchObject({ name: 'UsageError', message: expect.stringMatching(message) });
});
