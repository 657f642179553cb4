/** notify may do what the channels of a policy need, and not a thing more. */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { ofType, projectContext, root, synthesise } from './synthesise.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'streamwarden-channels-'));
  cpSync(join(root, 'policy'), folder, { recursive: true });
});
afterAll(() => rmSync(folder, { recursive: true }));

const base = [
  { name: 'console', kind: 'console' },
  { name: 'on-call-webhook', kind: 'webhook', url: 'https://hooks.example.com/streamwarden' },
];

interface Statement {
  readonly Action: string;
  readonly Resource?: unknown;
  readonly NotResource?: unknown;
}

/** What notify's role says, beside tables, logs and the secret of links, with these channels. */
const rights = (...channels: readonly object[]): readonly string[] => {
  writeFileSync(join(folder, 'channels.yaml'), stringify({ channels: [...base, ...channels] }));
  const environments = projectContext()['environments'] as Record<string, object>;
  const dev = { ...environments['dev'], policyFolder: relative(root, folder) };
  const { pipeline } = synthesise('dev', { context: { environments: { ...environments, dev } } });
  const policy = ofType(pipeline, 'AWS::IAM::Policy').find(({ id }) => id.includes('NotifyRole'));
  if (policy === undefined) throw new Error('notify has no policy');
  const { Statement: statements } = policy.Properties['PolicyDocument'] as { Statement: readonly Statement[] };
  return statements.flatMap(({ Action, Resource, NotResource }) =>
    [Resource ?? NotResource].flat().flatMap((resource) => {
      const text = JSON.stringify(resource)
        .replaceAll(/\{"Ref":"AWS::\w+"\}/g, '')
        .replaceAll(/Fn::Join|[",{}[\]]/g, '')
        .replace(/^:/, '');
      const isOurs = /^(?:secretsmanager|ses|sns):/.test([Action].flat().join()) && !text.includes('ImportValue');
      return isOurs ? [`${[Action].flat().join()} ${Resource === undefined ? 'not ' : ''}${text}`] : [];
    }),
  );
};

describe('notify', () => {
  it('has no right for channels that need none', () => {
    expect(rights()).toEqual([]);
  });

  it('may read the secrets its channels name, and send from its sender and to phones', () => {
    expect(
      rights(
        { name: 'chat', kind: 'slack', channel: 'C0123456789', botToken: 'streamwarden/slack' },
        { name: 'mail', kind: 'email', from: 'warden@example.org', configurationSet: 'warden' },
        { name: 'text', kind: 'sms' },
      ),
    ).toEqual([
      'secretsmanager:GetSecretValue arn::secretsmanager:::secret:streamwarden/slack-??????',
      'ses:SendEmail arn::ses:::configuration-set/warden',
      'ses:SendEmail arn::ses:::identity/example.org',
      'sns:Publish not arn::sns:*:*:*',
    ]);
  });
});
