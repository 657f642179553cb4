/** What the SDK throws after its own retries comes out as UpstreamError. */
import { asUpstream } from '#kernel/as-upstream.ts';

type Method = (...given: never[]) => Promise<unknown>;

/** The same methods under that promise. */
export const named = <Methods extends object>(methods: Methods): Methods => {
  const wrapped = Object.entries(methods).map(([name, method]: [string, Method]) => [
    name,
    (...given: never[]) => asUpstream('DynamoDB', () => method(...given)),
  ]);
  // Object.fromEntries forgets which name had which signature; none was changed.
  return Object.fromEntries(wrapped) as Methods;
};
