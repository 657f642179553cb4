/** AWS::SecretsManager::Secret: a given value, or a generated one that is the same in every run of a seed. */
import { checkSecret } from '../quotas/secrets-manager.ts';
import type { Properties } from '../template/properties.ts';
import { encryptWith } from './encryption.ts';
import type { ResourceType } from './resource-type.ts';

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const punctuation = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';

const generate = (settings: Properties, random: () => number): string => {
  const excluded = settings.optionalText('ExcludeCharacters') ?? '';
  const alphabet = [...letters, ...(settings.flag('ExcludePunctuation') ? '' : punctuation)].filter(
    (character) => !excluded.includes(character),
  );
  const length = settings.number('PasswordLength', 32);
  const password = Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)]).join('');
  const key = settings.optionalText('GenerateStringKey');
  if (key === undefined) return password;
  return JSON.stringify({ ...(JSON.parse(settings.text('SecretStringTemplate')) as object), [key]: password });
};

export const secretsManagerSecret: ResourceType = {
  type: 'AWS::SecretsManager::Secret',
  create: ({ properties, logicalId, generatedName, parts }) => {
    const random = parts.scheduler.random(`secret ${logicalId}`);
    const value = properties.optionalText('SecretString') ?? generate(properties.group('GenerateSecretString'), random);
    const name = properties.optionalText('Name') ?? generatedName;
    checkSecret(properties, { name, value });
    const arn = parts.secrets.createSecret({ name, value });
    parts.meter.hold('secrets');
    encryptWith(properties, parts, arn, properties.optionalText('KmsKeyId'));
    return { ref: arn, attributes: { Id: arn } };
  },
};
