/** What a receiver is told of a group: the fields of Alertmanager's webhook. */
import type { GroupedAlert, GroupNotification } from '#kernel/channel.ts';
import type { Labels } from '#kernel/fingerprint.ts';
import type { TellingReason } from './dedup.ts';
import type { FlushedAlert } from './flushed-alert.ts';

const groupedAlert = ({ resolved, labels, annotations, startsAt, endsAt, generatorUrl, fingerprint }: FlushedAlert): GroupedAlert => ({
  status: resolved ? 'resolved' : 'firing',
  labels,
  annotations,
  startsAt,
  ...(resolved ? { endsAt } : {}),
  ...(generatorUrl === undefined ? {} : { generatorUrl }),
  fingerprint,
});

/** What all agree on; to lack a label is to have it empty. */
const common = (sets: readonly Labels[]): Labels => {
  const [first = {}, ...others] = sets;
  return Object.fromEntries(Object.entries(first).filter(([name, value]) => others.every((other) => (other[name] ?? '') === value)));
};

const plural = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

const sentence = (reason: TellingReason, groupKey: string, alerts: readonly FlushedAlert[]): string => {
  const resolved = alerts.filter((alert) => alert.resolved).length;
  const firing = alerts.length - resolved;
  const states = [firing > 0 ? `${plural(firing, 'alert')} firing` : '', resolved > 0 ? `${plural(resolved, 'alert')} resolved` : ''];
  return `${states.filter((each) => each !== '').join(', ')} in ${groupKey}: ${reason}.`;
};

/** What the message is about. */
export interface Telling {
  readonly key: string;
  readonly at: number;
  readonly reason: TellingReason;
  readonly receiver: string;
  readonly group: { readonly key: string; readonly labels: Labels };
  /** Alerts shown at most; 0 for all. */
  readonly maxAlerts: number;
}

/** The message. What is common is common to the alerts it shows. */
export const groupMessage = (telling: Telling, alerts: readonly FlushedAlert[]): GroupNotification => {
  const shown = telling.maxAlerts === 0 ? alerts : alerts.slice(0, telling.maxAlerts);
  return {
    kind: 'group',
    key: telling.key,
    at: telling.at,
    recipients: [],
    text: sentence(telling.reason, telling.group.key, alerts),
    links: {},
    notificationReason: telling.reason,
    receiver: telling.receiver,
    status: shown.some((alert) => !alert.resolved) ? 'firing' : 'resolved',
    groupKey: telling.group.key,
    groupLabels: telling.group.labels,
    commonLabels: common(shown.map(({ labels }) => labels)),
    commonAnnotations: common(shown.map(({ annotations }) => annotations)),
    truncatedAlerts: alerts.length - shown.length,
    alerts: shown.map(groupedAlert),
  };
};
