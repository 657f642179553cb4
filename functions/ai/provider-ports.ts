/** What providers need of the outside world. */
import type { Http } from '#kernel/http.ts';
import type { Clock, Secrets } from '#kernel/ports.ts';

export interface ProviderPorts {
  readonly clock: Clock;
  /** 0 to 1, as `Math.random`; references are drawn with it, so it should not be guessable. */
  readonly random: () => number;
}

export interface HttpProviderPorts extends ProviderPorts {
  /** A client that reads little of an answer, and lets http to private networks pass. */
  readonly http: Http;
  readonly secrets: Secrets;
}
