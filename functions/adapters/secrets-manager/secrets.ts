/** Secrets from AWS Secrets Manager, cached for the life of the function's process; a failed read is not cached. */
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ConfigError, UpstreamError } from '#kernel/errors.ts';
import type { Secrets } from '#kernel/ports.ts';

/** Answers that say the secret will never be readable as things are deployed. */
const permanent = new Set(['ResourceNotFoundException', 'AccessDeniedException', 'InvalidParameterException', 'DecryptionFailure']);

/** Reads through `send`; concurrent readers of one secret share one call. ConfigError for a missing or unreadable secret, UpstreamError else. */
export const cachedSecrets = (send: (id: string) => Promise<string | undefined>): Secrets => {
  const cache = new Map<string, Promise<string>>();
  const read = async (id: string): Promise<string> => {
    try {
      const value = await send(id);
      if (value === undefined || value === '') throw new ConfigError('A secret is empty; put a value into it.', { reason: 'secret' });
      return value;
    } catch (cause) {
      cache.delete(id);
      if (cause instanceof ConfigError) throw cause;
      const name = cause instanceof Error ? cause.name : 'unknown';
      if (permanent.has(name)) throw new ConfigError(`A secret cannot be read: ${name}.`, { cause, reason: 'secret' });
      throw new UpstreamError(`Secrets Manager did not answer: ${name}.`, { cause, reason: 'secret' });
    }
  };
  return {
    get: (id) => {
      const known = cache.get(id);
      if (known !== undefined) return known;
      const reading = read(id);
      cache.set(id, reading);
      return reading;
    },
  };
};

const client = new SecretsManagerClient({});

/** The function's secrets, by ARN or name. */
export const secrets: Secrets = cachedSecrets(async (id) => (await client.send(new GetSecretValueCommand({ SecretId: id }))).SecretString);
