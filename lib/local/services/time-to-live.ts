/** DynamoDB's time to live as a setting of a table: told and kept; nothing is deleted by it, as on AWS for days [D]. */
import { AwsError } from '../service.ts';
import { type Body, objects, text } from './json-wire.ts';

interface Specification {
  readonly AttributeName: string;
  readonly Enabled: boolean;
}

/** Throws ValidationException for what is no specification. */
const specification = (input: Body): Specification => {
  const [{ AttributeName, Enabled } = {}] = objects({ it: [input['TimeToLiveSpecification']] }, 'it');
  if (typeof AttributeName !== 'string' || AttributeName === '' || typeof Enabled !== 'boolean')
    throw new AwsError('ValidationException', 'TimeToLiveSpecification needs an AttributeName and Enabled');
  return { AttributeName, Enabled };
};

export class TimeToLive {
  /** By table. */
  readonly #attributes = new Map<string, string>();

  /** UpdateTimeToLive of a table that exists. Sentences as clients see them [S]. */
  update(input: Body): Body {
    const { AttributeName, Enabled } = specification(input);
    const table = text(input, 'TableName');
    const current = this.#attributes.get(table);
    if (Enabled === (current !== undefined))
      throw new AwsError('ValidationException', `TimeToLive is already ${Enabled ? 'enabled' : 'disabled'}`);
    if (!Enabled && current !== AttributeName)
      throw new AwsError('ValidationException', `TimeToLive is active on a different AttributeName: current AttributeName is ${current}`);
    if (Enabled) this.#attributes.set(table, AttributeName);
    else this.#attributes.delete(table);
    return { TimeToLiveSpecification: { AttributeName, Enabled } };
  }

  describe(table: string): Body {
    const AttributeName = this.#attributes.get(table);
    const description = AttributeName === undefined ? { TimeToLiveStatus: 'DISABLED' } : { TimeToLiveStatus: 'ENABLED', AttributeName };
    return { TimeToLiveDescription: description };
  }

  forget(table: string): void {
    this.#attributes.delete(table);
  }
}
