/** Everything an error would show if it were logged or printed: name, message, stack, fields and causes. */
import { inspect } from 'node:util';

export const shownBy = (error: unknown): string => `${inspect(error, { depth: 10 })} ${JSON.stringify(error)} ${String(error)}`;

/** What a promise rejects with; fails the test when it resolves. */
export const rejection = async (promise: Promise<unknown>): Promise<unknown> => {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('expected a rejection');
};
