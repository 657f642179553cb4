/** notify may do what the channels of a policy need, and not a thing more. */
import { describe, expect, it } from 'vitest';
import { policyCopy } from './policy-copy.ts';

const policy = policyCopy();

const base = [
  { name: 'console', kind: 'console' },
  { name: 'on-call-webhook', kind: 'webhook', url: 'https://hooks.example.com/streamwarden' },
];

/** What notify's role says, beside tables, logs and the secret of links, with these channels. */
const rights = (...channels: readonly object[]): readonly string[] => {
  policy.write('channels', { channels: [...base, ...channels] });
  const statements = policy.statementsOf('Notify');
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
