/** The format of a recorded case: a configuration, a timeline of API calls, and the webhooks that Alertmanager sent. */

export interface PostedAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly startsAtMs?: number;
  readonly endsAtMs?: number;
  readonly generatorURL?: string;
}

export interface PostedSilence {
  readonly matchers: readonly { readonly name: string; readonly value: string; readonly isRegex?: boolean; readonly isEqual?: boolean }[];
  readonly startsAtMs?: number;
  readonly endsAtMs: number;
  readonly ref?: string;
  readonly update?: string;
}

export interface Step {
  readonly atMs: number;
  readonly alerts?: readonly PostedAlert[];
  readonly silence?: PostedSilence;
  readonly expireSilence?: string;
}

export interface Reply {
  readonly status: number;
  readonly delayMs?: number;
}

export interface RecordedCase {
  readonly name: string;
  readonly clock: { readonly t0: string };
  /** alertmanager.yml as an object. */
  readonly config: unknown;
  readonly hooks?: Readonly<Record<string, readonly Reply[]>>;
  /** Each group has a hook's replies from the first on; without it a hook counts what all of them send. */
  readonly repliesByGroup?: true;
  readonly timeline: readonly Step[];
  readonly runMs: number;
}

/** One webhook; times relative to the case's beginning. */
export interface SentNotification {
  readonly receiver: string;
  readonly hook: string;
  readonly atMs: number;
  readonly status: string;
  readonly groupKey: string;
  readonly groupLabels: Readonly<Record<string, string>>;
  readonly commonLabels: Readonly<Record<string, string>>;
  readonly commonAnnotations: Readonly<Record<string, string>>;
  readonly truncatedAlerts: number;
  readonly notificationReason: string;
  readonly alerts: readonly {
    readonly labels: Readonly<Record<string, string>>;
    readonly status: string;
    readonly annotations: Readonly<Record<string, string>>;
    readonly fingerprint: string;
    readonly startsAtMs: number;
    readonly endsAtMs: number | null;
    readonly generatorURL?: string;
  }[];
}
