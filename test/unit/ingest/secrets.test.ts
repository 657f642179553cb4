import { expect, it } from 'vitest';
import { cachedSecrets } from '#adapters/secrets-manager/secrets.ts';

const named = (name: string): Error => Object.assign(new Error('the value is hunter2'), { name });

it('reads a secret once, however many ask for it at once', async () => {
  let reads = 0;
  const secrets = cachedSecrets(async (id) => {
    reads += 1;
    return `value of ${id}`;
  });
  expect(await Promise.all([secrets.get('a'), secrets.get('a'), secrets.get('b')])).toEqual(['value of a', 'value of a', 'value of b']);
  await secrets.get('a');
  expect(reads).toBe(2);
});

it('asks again after a failure', async () => {
  let reads = 0;
  const secrets = cachedSecrets(async () => {
    reads += 1;
    if (reads === 1) throw named('InternalServiceError');
    return 'value';
  });
  await expect(secrets.get('a')).rejects.toMatchObject({ name: 'UpstreamError', retryable: true });
  expect(await secrets.get('a')).toBe('value');
});

it.for([
  ['ResourceNotFoundException', 'ConfigError'],
  ['AccessDeniedException', 'ConfigError'],
  ['ThrottlingException', 'UpstreamError'],
] as const)('turns %s into a %s that says nothing of the value', async ([name, wanted]) => {
  const error = (await cachedSecrets(() => Promise.reject(named(name)))
    .get('a')
    .catch((failure: unknown) => failure)) as Error;
  expect(error.name).toBe(wanted);
  expect(error.message).not.toContain('hunter2');
});

it('takes an empty secret for a mistake', async () => {
  await expect(cachedSecrets(async () => '').get('a')).rejects.toMatchObject({ name: 'ConfigError' });
});
