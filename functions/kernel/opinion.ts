/** A second opinion: what a model remarks about an anomaly that is raised already. It annotates; nothing reads it to decide. */
import type { Labels } from './fingerprint.ts';
import type { Severity } from './severity.ts';

/** An alert as a model may be shown it; never one that is `keptFromModels`. */
export interface ShownAlert {
  /** Names it for us; no model is shown it. */
  readonly fingerprint: string;
  readonly service: string;
  readonly title: string;
  readonly reason: string;
  readonly severity: Severity;
  readonly status: 'firing' | 'resolved';
  /** Milliseconds since the epoch. */
  readonly firstSeenAt: number;
  readonly labels: Labels;
}

/** A service one call away from the anomaly's. */
export interface NearService {
  readonly service: string;
  readonly relation: 'calls the anomalous service' | 'is called by the anomalous service';
}

/** What an opinion is asked about: an anomaly and what surrounds it. All of its text is data that programs and strangers wrote. */
export interface Circumstances {
  readonly anomaly: ShownAlert;
  /** Other alerts of its incident. */
  readonly neighbours: readonly ShownAlert[];
  readonly services: readonly NearService[];
}

/** What was shown and is named as the cause. */
export type NamedCause =
  | { readonly kind: 'alert'; readonly fingerprint: string; readonly title: string }
  | { readonly kind: 'service'; readonly service: string };

/** One opinion. */
export interface Opinion {
  /** Plain text on one line, at most 300 characters, without addresses. */
  readonly context: string;
  readonly likelyCause?: NamedCause;
  /** 0 to 0.9: a model reads text that strangers write. */
  readonly confidence: number;
  /** Whose it is: the provider's name in `providers.yaml`, and its model. */
  readonly provider: string;
  readonly model: string;
}

/**
 * What came of asking. `suspicious`: the anomaly's own text speaks to a model, so none was asked. `no_opinion`: a model was asked and gave
 * nothing that counts; asking again would cost the same. `unavailable`: none could be asked; worth trying again before long.
 */
export type Advice =
  | { readonly kind: 'opinion'; readonly opinion: Opinion }
  | { readonly kind: 'suspicious' | 'no_opinion' | 'unavailable' };

/** Whoever is asked for opinions: the providers in order of priority. */
export interface Adviser {
  /** Never rejects. */
  advise(circumstances: Circumstances): Promise<Advice>;
}
