/** The operators' YAML is checked before anything is deployed, and a mistake is one line that says where. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { versionsOf } from '#functions/ai/versions.ts';
import { compilePolicy } from '#lib/policy/compile-policy.ts';
import { projectContext, root } from './synthesise.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'streamwarden-policy-'));
  cpSync(join(root, 'policy'), folder, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const edit = (file: string, change: (text: string) => string): void => {
  const path = join(folder, file);
  const before = readFileSync(path, 'utf8');
  const after = change(before);
  expect(after).not.toBe(before);
  writeFileSync(path, after);
};

describe('a policy folder', () => {
  it('compiles to one object with defaults', () => {
    const policy = compilePolicy(folder);
    expect(policy.routes.route.routes).toEqual([]);
  });

  it('keeps verdicts when only comments or other files change, has rules decide anew with a rule, and models asked anew with a model', () => {
    const versions = () => {
      const { classification, providers } = compilePolicy(folder);
      return versionsOf(classification, providers);
    };
    const model = (name: string) =>
      `providers: [{ name: nova, kind: bedrock, model: ${name}, price: { inputPerMillion: 1, outputPerMillion: 1 } }]`;
    const before = versions();
    expect(before).toEqual({ rules: expect.stringMatching(/^[0-9a-f]{16}$/) });
    edit('classification.yaml', (text) => `# a remark\n${text}`);
    edit('escalation.yaml', (text) => text.replace('acknowledgementMinutes: 60', 'acknowledgementMinutes: 61'));
    expect(versions()).toEqual(before);
    edit('providers.yaml', (text) => text.replace('providers: []', model('amazon.nova-micro-v1:0')));
    const asked = versions();
    expect(asked.rules).not.toBe(before.rules);
    edit('classification.yaml', (text) => text.replace('confidence: 0.8', 'confidence: 0.81'));
    expect(versions().rules).not.toBe(asked.rules);
    expect(versions().models).toBe(asked.models);
    edit('providers.yaml', (text) => text.replace('nova-micro', 'nova-lite'));
    expect(versions().models).not.toBe(asked.models);
  });

  it.for<[string, string, (text: string) => string, string]>([
    ['a wrong value', 'detection.yaml', (t) => t.replace('alarmAfter: 1', 'alarmAfter: none'), 'policy/detection.yaml: alarmAfter: '],
    ['a misspelt key', 'routes.yaml', (t) => t.replace('\n  groupBy', '\n  groupby'), 'policy/routes.yaml: route'],
    ['broken YAML', 'channels.yaml', (t) => t.replace('name: console', 'name: [console'), 'policy/channels.yaml: '],
    [
      'an unknown channel',
      'escalation.yaml',
      (t) => t.replace('[console, on-call-webhook]', '[pager]'),
      'policy/escalation.yaml: on-call.new: channel "pager" is not in policy/channels.yaml',
    ],
    [
      'a person nobody knows',
      'escalation.yaml',
      (t) => t.replace('notify: [alex]', 'notify: [nobody]'),
      'policy/escalation.yaml: on-call.new: "nobody" is no person of policy/people.yaml',
    ],
    [
      'a schedule nobody wrote',
      'escalation.yaml',
      (t) => t.replace('notify: [alex]', "notify: ['schedule:nights']"),
      'policy/escalation.yaml: on-call.new: schedule "nights" is not in policy/schedules.yaml',
    ],
    [
      'a team nobody wrote',
      'escalation.yaml',
      (t) => t.replace('notify: [alex]', "notify: ['team:shop']"),
      'policy/escalation.yaml: on-call.new: team "shop" is not in policy/people.yaml',
    ],
    [
      'an unknown escalation policy',
      'routes.yaml',
      (t) => t.replace('\n  escalation: on-call', '\n  escalation: nobody'),
      'policy/routes.yaml: route: escalation policy "nobody" is not in policy/escalation.yaml',
    ],
    [
      'a target that is not declared',
      'remediations.yaml',
      (t) => t.replace(/ {2}awx:\n.*url: .*\n/, '  {}\n'),
      'policy/remediations.yaml: restart-payment: target "awx" is not declared under targets',
    ],
    [
      'an approval that asks nobody',
      'remediations.yaml',
      (t) => t.replace('notify: [alex, sam]', 'notify: []'),
      'policy/remediations.yaml: restart-payment.approval: somebody must be asked: notify and channels are needed',
    ],
    [
      'a parameter pattern that is no pattern',
      'remediations.yaml',
      (t) => t.replace("pattern: '[a-z][a-z0-9-]{0,40}'", "pattern: '[a-z'"),
      'policy/remediations.yaml: restart-payment.parameters.service: the pattern is not a regular expression',
    ],
    [
      'a pattern of an undo that is no pattern',
      'remediations.yaml',
      (t) => t.replace(/(undo:[\s\S]*?pattern: )'[^']*'/, "$1'(?=a)'"),
      'policy/remediations.yaml: restart-payment.undo.parameters.service: the pattern is not a regular expression',
    ],
    [
      'an example that the rule does not keep',
      'remediations.yaml',
      (t) => t.replace('expect: refuse', 'expect: run'),
      "policy/remediations.yaml: restart-payment.examples.1: Rule restart-payment matches, but is not run. Parameter environment: the value of deployment.environment.name does not match the rule's pattern.",
    ],
    [
      'somebody on call who is nobody',
      'schedules.yaml',
      (t) => t.replace('people: [alex, sam, robin]\n        #', 'people: [alex, [sam, kim]]\n        #'),
      'policy/schedules.yaml: primary.layers.weekly: kim is not in policy/people.yaml',
    ],
    [
      'an override that ends before it begins, in real time',
      'schedules.yaml',
      (t) => `${t}    overrides: [{ from: 2026-01-01T12:00, to: 2026-01-01T11:00Z, people: [sam] }]\n`,
      'policy/schedules.yaml: primary.overrides.0: 2026-01-01T11:00Z is not after 2026-01-01T12:00',
    ],
    [
      'holidays that are not listed',
      'schedules.yaml',
      (t) => t.replace('        shift: 1w', '        notOnHolidays: [germany]'),
      'policy/schedules.yaml: primary.layers.weekly: germany is not in the holidays of policy/schedules.yaml',
    ],
    [
      'an unknown time zone',
      'schedules.yaml',
      (t) => t.replace('timeZone: Europe/Berlin\n', 'timeZone: Europe/Bonn\n'),
      'policy/schedules.yaml: schedules.primary.timeZone: an IANA time zone such as Europe/Berlin',
    ],
    [
      'a recurrence that its start does not belong to',
      'maintenance.yaml',
      (t) =>
        t.replace(
          'windows: []',
          `windows: [{ name: patching, matchers: ['service.name="db"'], start: 2026-01-05T02:30, duration: 1h, rrule: FREQ=WEEKLY;BYDAY=SU }]`,
        ),
      'policy/maintenance.yaml: patching: the rrule FREQ=WEEKLY;BYDAY=SU: 2026-01-05T02:30 is not a time of it, and so cannot be its start',
    ],
    [
      'two rules of one name',
      'processors.yaml',
      (t) =>
        t.replace('drop: []', 'drop: [{ name: a, match: {} }]').replace('sample: []', 'sample: [{ name: a, match: {}, keepOneIn: 2 }]'),
      'policy/processors.yaml: the name "a" is used twice',
    ],
    [
      'an extraction without a named group',
      'processors.yaml',
      (t) => t.replace('attributes: []', "attributes: [{ action: extract, key: body, pattern: 'order' }]"),
      'policy/processors.yaml: "order" has no named group',
    ],
    [
      'a resource that is asked for its severity',
      'processors.yaml',
      (t) => t.replace('attributes: []', 'attributes: [{ action: delete, key: a, on: resource, match: { maxSeverityNumber: 8 } }]'),
      'policy/processors.yaml: attributes.0: a resource has no maxSeverityNumber',
    ],
    [
      'a matcher that is none',
      'maintenance.yaml',
      (t) => t.replace('windows: []', 'windows: [{ name: patching, matchers: [db], start: 2026-01-05T02:30, duration: 1h }]'),
      'policy/maintenance.yaml: patching: "db" is not a matcher',
    ],
  ])('is refused for %s, with the file and the place in one line', ([, file, change, message]) => {
    edit(file, change);
    const error = (() => {
      try {
        compilePolicy(folder);
        return 'accepted';
      } catch (caught) {
        return (caught as Error).message;
      }
    })();
    expect(error).toContain(message);
    expect(error).not.toContain('\n');
  });

  it('is refused when a file is missing', () => {
    rmSync(join(folder, 'channels.yaml'));
    expect(() => compilePolicy(folder)).toThrow('policy/channels.yaml: cannot be read');
  });
});

describe('the app', () => {
  it('answers a broken policy with that one line, exit code 1, and no stack trace', () => {
    edit('detection.yaml', (text) => text.replace('alarmAfter: 1', 'alarmAfter: -2'));
    const context = projectContext() as { environments: { dev: object } };
    const environments = { ...context.environments, dev: { ...context.environments.dev, policyFolder: relative(root, folder) } };
    const run = spawnSync(process.execPath, ['bin/app.ts'], {
      cwd: root,
      encoding: 'utf8',
      env: { ...process.env, CDK_OUTDIR: join(folder, 'out'), CDK_CONTEXT_JSON: JSON.stringify({ ...context, environments }) },
    });
    expect(run.status).toBe(1);
    expect(run.stderr.trim().split('\n')).toEqual([expect.stringMatching(/^policy\/detection\.yaml: alarmAfter: /)]);
  });
});
