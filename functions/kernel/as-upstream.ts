/** Gives whatever a client library throws a name that workflows know. */
import { AppError, UpstreamError } from './errors.ts';

/** Passes our own errors on; anything else becomes an UpstreamError that names the system and the library's error, never its message. */
export const asUpstream = async <Result>(system: string, call: () => Promise<Result>): Promise<Result> => {
  try {
    return await call();
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    const name = cause instanceof Error ? cause.name : 'unknown';
    throw new UpstreamError(`${system} did not do it: ${name}.`, { cause, reason: name });
  }
};
