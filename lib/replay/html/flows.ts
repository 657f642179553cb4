/** The ledger as flows: what came in, in which way it went, where it is now. */
import { compareText } from '#kernel/compare-text.ts';
import type { SignalKind } from '#kernel/signal.ts';
import type { Report } from '../report.ts';
import { words } from '../report-style.ts';
import type { Flow, Tone } from './model.ts';

const kindNames: Readonly<Record<SignalKind, string>> = { log: 'logs', metric: 'metric samples', span: 'spans', event: 'events' };
const kinds = ['log', 'span', 'metric', 'event'] as const;
/** Services with a stream of their own, the largest; the others are one. */
const shownServices = 7;

interface Stretch {
  readonly from: string;
  readonly to: string;
  readonly value: number;
}

/** Nodes in order of first mention; what carries nothing is left out. */
const flowOf = (unit: string, stretches: readonly Stretch[], toneOf: (name: string) => Tone): Flow => {
  const real = stretches.filter(({ value }) => value > 0);
  const names = [...new Set(real.flatMap(({ from, to }) => [from, to]))];
  return {
    unit,
    nodes: names.map((name) => ({ name, tone: toneOf(name) })),
    links: real.map(({ from, to, value }) => ({ source: names.indexOf(from), target: names.indexOf(to), value })),
  };
};

const endTone = (name: string): Tone => {
  if (name === 'missing' || name.startsWith('quarantined')) return 'critical';
  if (name.startsWith('in flight')) return 'warning';
  if (name.startsWith('archived') || name.startsWith('folded')) return 'good';
  return name.startsWith('suppressed') ? 'info' : 'accent';
};

/** Services, kinds, and the first balance. */
export const signalFlow = ({ cameIn, ledger: { signals } }: Report): Flow => {
  const total = (each: Report['cameIn'][number]): number => kinds.reduce((sum, kind) => sum + each.signals[kind], 0);
  const sorted = cameIn.toSorted((a, b) => total(b) - total(a) || compareText(a.service, b.service));
  const others = sorted.slice(shownServices);
  const rows = [
    ...sorted.slice(0, shownServices).map(({ service, signals: own }) => ({ service: `service ${service}`, own })),
    ...others.map(({ signals: own }) => ({ service: `${others.length} other services`, own })),
  ];
  const perKind = new Map<string, Stretch>();
  for (const { service, own } of rows) {
    for (const kind of kinds) {
      const key = JSON.stringify([service, kind]);
      perKind.set(key, { from: service, to: kindNames[kind], value: (perKind.get(key)?.value ?? 0) + own[kind] });
    }
  }
  const kindTotals = kinds.map((kind) => ({
    from: kindNames[kind],
    to: 'accepted',
    value: cameIn.reduce((sum, each) => sum + each.signals[kind], 0),
  }));
  const ends = [
    { from: 'accepted', to: 'archived', value: signals.archived },
    { from: 'accepted', to: 'quarantined', value: signals.quarantined },
    { from: 'accepted', to: 'in flight', value: signals.inFlight },
    { from: 'accepted', to: 'missing', value: signals.missing },
  ];
  return flowOf('signals', [...perKind.values(), ...kindTotals, ...ends], endTone);
};

/** Who found it, and the second balance. */
export const findingFlow = ({ findings: groups, ledger: { findings } }: Report): Flow => {
  const sources = new Map<string, number>();
  for (const { kind, severity, firing, resolved } of groups) {
    const name = `${kind}, ${severity}`;
    sources.set(name, (sources.get(name) ?? 0) + firing + resolved);
  }
  const known = [...sources.values()].reduce((sum, count) => sum + count, 0);
  const all = 'findings';
  return flowOf(
    'findings',
    [
      ...[...sources].map(([from, value]) => ({ from, to: all, value })),
      { from: 'not readable', to: all, value: findings.accepted - known },
      { from: all, to: 'folded into alerts', value: findings.folded },
      ...Object.entries(findings.suppressed)
        .toSorted(([a], [b]) => compareText(a, b))
        .map(([reason, value]) => ({ from: all, to: `suppressed: ${reason}`, value })),
      { from: all, to: 'quarantined', value: findings.quarantined },
      { from: all, to: 'in flight', value: findings.inFlight },
      { from: all, to: 'missing', value: findings.missing },
    ],
    (name) => (name.endsWith(', critical') ? 'critical' : name.endsWith(', warning') ? 'warning' : endTone(name)),
  );
};

/** Why people were told, and by which channels. */
export const messageFlow = ({ incidents }: Report): Flow => {
  const stretches = new Map<string, Stretch>();
  const add = (from: string, to: string): void => {
    const key = JSON.stringify([from, to]);
    stretches.set(key, { from, to, value: (stretches.get(key)?.value ?? 0) + 1 });
  };
  for (const { notificationReason, channels } of incidents.flatMap(({ sent }) => sent)) {
    for (const channel of channels) add(words(notificationReason), `by ${channel}`);
  }
  return flowOf('deliveries', [...stretches.values()], (name) => (name.startsWith('by ') ? 'person' : 'accent'));
};
