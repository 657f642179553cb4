/** What a silence would mute if it held now: looked up before anybody relies on it. Bounded, and it says so. */
import type { Alert } from '#kernel/alert.ts';
import type { Labels } from '#kernel/fingerprint.ts';
import type { Incident } from '#kernel/incident.ts';
import type { ResponseStore } from '#kernel/ports.ts';
import { type Matcher, matchesAll } from '#kernel/routing/matchers.ts';

/** Open incidents that are looked at, of each status, and alerts of all of them together. */
const maxIncidents = 500;
const maxAlerts = 2_000;
/** Alerts read at once. */
const atOnce = 50;
const sampleSize = 20;

/** What would be mute. */
export interface SilencePreview {
  readonly alerts: {
    readonly count: number;
    /** By alert name, the most frequent first. */
    readonly names: readonly { readonly alertname: string; readonly count: number }[];
    readonly sample: readonly {
      readonly fingerprint: string;
      readonly title: string;
      readonly labels: Labels;
      readonly incidentId: string;
    }[];
  };
  /** Incidents whose firing alerts it would mute: all of them, or `partly` some. */
  readonly incidents: {
    readonly count: number;
    readonly partly: number;
    readonly sample: readonly { readonly id: string; readonly title: string; readonly severity: string }[];
  };
  /** How much was looked at; `complete: false` when there was more. */
  readonly examined: { readonly incidents: number; readonly alerts: number; readonly complete: boolean };
}

/** The labels that matchers see: the alert's own, with severity and category. */
const visibleLabels = ({ labels, severity, category }: Pick<Alert, 'labels' | 'severity' | 'category'>): Labels => ({
  ...labels,
  severity,
  category,
});

const namesOf = (alerts: readonly Alert[]): SilencePreview['alerts']['names'] => {
  const counts = new Map<string, number>();
  for (const { labels } of alerts) counts.set(labels['alertname'] ?? '', (counts.get(labels['alertname'] ?? '') ?? 0) + 1);
  return [...counts]
    .map(([alertname, count]) => ({ alertname, count }))
    .toSorted((a, b) => b.count - a.count)
    .slice(0, sampleSize);
};

const readAlerts = async (store: Pick<ResponseStore, 'alert'>, incidents: readonly Incident[]): Promise<readonly Alert[]> => {
  const wanted = incidents.flatMap(({ id, alerts }) => alerts.map((fingerprint) => ({ id, fingerprint }))).slice(0, maxAlerts);
  const found: Alert[] = [];
  for (let from = 0; from < wanted.length; from += atOnce) {
    const part = wanted.slice(from, from + atOnce);
    const alerts = await Promise.all(part.map(({ fingerprint }) => store.alert(fingerprint)));
    for (const [index, alert] of alerts.entries())
      if (alert?.status === 'firing' && alert.incidentId === part[index]?.id) found.push(alert);
  }
  return found;
};

/** Looks at the newest open and acknowledged incidents and what fires in them. */
export const previewSilence = async (
  store: Pick<ResponseStore, 'incidents' | 'alert'>,
  matchers: readonly Matcher[],
): Promise<SilencePreview> => {
  const [open, acknowledged] = await Promise.all([
    store.incidents({ status: 'open', limit: maxIncidents }),
    store.incidents({ status: 'acknowledged', limit: maxIncidents }),
  ]);
  const incidents = [...open, ...acknowledged];
  const firing = await readAlerts(store, incidents);
  const muted = firing.filter((alert) => matchesAll(matchers, visibleLabels(alert)));
  const count = (alerts: readonly Alert[], id: string): number => alerts.filter(({ incidentId }) => incidentId === id).length;
  const touched = incidents.filter(({ id }) => muted.some(({ incidentId }) => incidentId === id));
  const whole = touched.filter(({ id }) => count(muted, id) === count(firing, id));
  const listed = incidents.reduce((sum, { alerts }) => sum + alerts.length, 0);
  return {
    alerts: {
      count: muted.length,
      names: namesOf(muted),
      sample: muted
        .slice(0, sampleSize)
        .map(({ fingerprint, title, labels, incidentId = '' }) => ({ fingerprint, title, labels, incidentId })),
    },
    incidents: {
      count: touched.length,
      partly: touched.length - whole.length,
      sample: touched.slice(0, sampleSize).map(({ id, title, severity }) => ({ id, title, severity })),
    },
    examined: {
      incidents: incidents.length,
      alerts: Math.min(listed, maxAlerts),
      complete: open.length < maxIncidents && acknowledged.length < maxIncidents && listed <= maxAlerts,
    },
  };
};
