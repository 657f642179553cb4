/** Alertmanager's `POST /api/v2/alerts`: what is valid, which times are filled in, how a post merges with what is known. */
import type { Labels } from '#kernel/fingerprint.ts';
import { compareBytes } from '#kernel/routing/go-text.ts';
import { isOver, type RoutedAlert } from '#kernel/routing/routed-alert.ts';
import type { PostedAlert } from './case.ts';

interface StoredAlert extends RoutedAlert {
  /** Its end is only a timeout, which any other end overrules. */
  readonly isTimeout: boolean;
}

/** FNV-1a over the sorted labels, as Prometheus's `LabelSet.Fingerprint`. */
const fingerprintOf = (labels: Labels): string => {
  let hash = 14_695_981_039_346_656_037n;
  const add = (byte: number): void => {
    hash = ((hash ^ BigInt(byte)) * 1_099_511_628_211n) & 0xffff_ffff_ffff_ffffn;
  };
  for (const name of Object.keys(labels).sort(compareBytes)) {
    for (const text of [name, labels[name] ?? '']) {
      for (const byte of Buffer.from(text)) add(byte);
      add(0xff);
    }
  }
  return hash.toString(16).padStart(16, '0');
};

/** The younger one's fields; the earliest start; of the ends the one that says most. */
const merge = (older: StoredAlert, younger: StoredAlert, now: number): StoredAlert => {
  const merged = { ...younger, startsAt: Math.min(older.startsAt, younger.startsAt) };
  const keepsOlderEnd = isOver(younger, now)
    ? isOver(older, now) && older.endsAt > younger.endsAt
    : older.endsAt > younger.endsAt && !older.isTimeout;
  return keepsOlderEnd ? { ...merged, endsAt: older.endsAt } : merged;
};

const overlaps = (older: StoredAlert, younger: StoredAlert): boolean =>
  (younger.endsAt > older.startsAt && younger.endsAt < older.endsAt) ||
  (younger.startsAt > older.startsAt && younger.startsAt < older.endsAt);

export class AlertsApi {
  readonly #alerts = new Map<string, StoredAlert>();
  readonly #resolveTimeoutMs: number;

  constructor(resolveTimeoutMs: number) {
    this.#resolveTimeoutMs = resolveTimeoutMs;
  }

  readonly alertsOf = async (fingerprints: readonly string[]): Promise<readonly RoutedAlert[]> =>
    fingerprints.flatMap((fingerprint) => this.#alerts.get(fingerprint) ?? []);

  /** Stores what is valid and returns it. Times of the posts are relative to `t0`. */
  post(posts: readonly PostedAlert[], t0: number, now: number): readonly RoutedAlert[] {
    return posts.flatMap((post) => {
      const alert = this.#read(post, t0, now);
      if (alert === undefined) return [];
      const known = this.#alerts.get(alert.fingerprint);
      const stored = known !== undefined && overlaps(known, alert) ? merge(known, alert, now) : alert;
      this.#alerts.set(alert.fingerprint, stored);
      return [stored];
    });
  }

  #read(post: PostedAlert, t0: number, now: number): StoredAlert | undefined {
    const labels = Object.fromEntries(Object.entries(post.labels).filter(([, value]) => value !== ''));
    const annotations = post.annotations ?? {};
    const endsAt = post.endsAtMs === undefined ? undefined : t0 + post.endsAtMs;
    const startsAt = post.startsAtMs === undefined ? (endsAt ?? now) : t0 + post.startsAtMs;
    const isValid =
      Object.keys(labels).length > 0 &&
      ![...Object.keys(labels), ...Object.keys(annotations)].includes('') &&
      (endsAt === undefined || endsAt >= startsAt);
    // A timeout counts from now; an alert that starts after it is refused.
    if (!isValid || (endsAt ?? now + this.#resolveTimeoutMs) < startsAt) return undefined;
    return {
      fingerprint: fingerprintOf(labels),
      labels,
      annotations,
      startsAt,
      endsAt: endsAt ?? now + this.#resolveTimeoutMs,
      updatedAt: now,
      isTimeout: endsAt === undefined,
      ...(post.generatorURL === undefined ? {} : { generatorUrl: post.generatorURL }),
    };
  }
}
