/** How a secret becomes a credential. */
import { describe, expect, it } from 'vitest';
import { authorizationOf } from '#kernel/rest-client.ts';
import { shownBy } from '#test/support/leaks.ts';

describe('a credential', () => {
  it('is Basic for user:password, colons in the password and all', () => {
    expect(authorizationOf('warden:p:a ss\n')).toBe(`Basic ${Buffer.from('warden:p:a ss').toString('base64')}`);
    expect(authorizationOf('wärden:pä')).toBe(`Basic ${Buffer.from('wärden:pä', 'utf8').toString('base64')}`);
  });

  it('is a bearer token for anything else', () => {
    expect(authorizationOf(' abc-._~+/123== ')).toBe('Bearer abc-._~+/123==');
  });

  it.for(['two words', 'line\r\nbreak', '', 'é'])('is refused, unseen, when it fits no header: %j', (secret) => {
    let thrown: unknown;
    try {
      authorizationOf(`${secret}`);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ name: 'ConfigError', reason: 'secret' });
    if (secret !== '') expect(shownBy(thrown)).not.toContain(secret);
  });
});
