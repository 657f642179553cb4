import { afterEach, describe, expect, it, vi } from 'vitest';
import { ConfigError } from '#kernel/errors.ts';
import { count, oneOf, optional, readSettings, text, url } from '#stage/settings.ts';

afterEach(() => vi.unstubAllEnvs());

const refusal = (read: () => unknown): string => {
  try {
    read();
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
  }
  return 'none';
};

describe('settings of a function', () => {
  it('are read as what they are', () => {
    vi.stubEnv('TABLE', 'knowledge');
    vi.stubEnv('QUEUE', 'https://sqs.us-east-1.amazonaws.com/1/findings.fifo');
    vi.stubEnv('SECONDS', '60');
    vi.stubEnv('STORE', 'none');
    const read = readSettings({ TABLE: text, QUEUE: url, SECONDS: count, STORE: oneOf('timestream', 'none'), CLAIM: optional(text) });
    expect(read).toEqual({
      TABLE: 'knowledge',
      QUEUE: 'https://sqs.us-east-1.amazonaws.com/1/findings.fifo',
      SECONDS: 60,
      STORE: 'none',
      CLAIM: undefined,
    });
  });

  it('are refused together, by name and without their values', () => {
    vi.stubEnv('EMPTY', '');
    vi.stubEnv('QUEUE', 'hunter2');
    vi.stubEnv('SECONDS', '-1');
    vi.stubEnv('STORE', 'influxdb');
    const read = () => readSettings({ TABLE: text, EMPTY: text, QUEUE: url, SECONDS: count, STORE: oneOf('timestream', 'none') });
    expect(refusal(read)).toBe(
      "The function's environment is incomplete: TABLE is missing; EMPTY is wrong; QUEUE is wrong; SECONDS is wrong; STORE is wrong. Deploy again.",
    );
  });

  it('that may be left out may not be wrong', () => {
    vi.stubEnv('CLAIM', '');
    expect(refusal(() => readSettings({ CLAIM: optional(text) }))).toContain('CLAIM is wrong');
  });
});
