/** Many new kinds of message at once are a finding themselves: something that was never said before is said now. */
import { conditionLabels } from '#kernel/condition-labels.ts';
import type { Finding } from '#kernel/finding.ts';
import { fingerprint, idFrom } from '#kernel/fingerprint.ts';
import { type Frame, signalRef } from '#kernel/frame.ts';
import { readableText } from '#kernel/readable-text.ts';
import { type Attributes, attributeText } from '#kernel/resource.ts';

/** Windows in which new kinds are counted, milliseconds. */
const windowMs = 5 * 60_000;
/** So many in a window are a burst, if the service is known: it has said so many kinds before. */
const burstAt = 20;
const settledAt = 15;
/** What was new so long ago is known by now, milliseconds. */
const settlesAfterMs = 30 * 60_000;
/** Services that are watched. */
const watched = 2_000;

interface Watch {
  /** Kinds that were known before, or are by now. */
  settled: number;
  window: number;
  /** New ones in the window, and when kinds of earlier windows settle. */
  count: number;
  readonly unsettled: { readonly at: number; readonly count: number }[];
  /** What was deployed when kinds were known last. */
  version: string | undefined;
  told: boolean;
}

/** What was met of a service in one frame. */
export interface Sighting {
  readonly service: string;
  readonly resource: Attributes;
  /** Kinds met for the first time by this worker: those nobody knew, and the others. */
  readonly minted: number;
  readonly found: number;
  /** Places in the frame of some of the new ones. */
  readonly indexes: readonly number[];
  readonly sample: string;
  /** No model may be shown the sample. */
  readonly keptFromModels: boolean;
}

const findingOf = (frame: Frame, sighting: Sighting, watch: Watch): Finding => {
  const { resource } = sighting;
  const version = attributeText(resource, 'service.version');
  const deployed = version !== undefined && watch.version !== undefined && version !== watch.version;
  const labels = conditionLabels('new-kinds-of-message', resource);
  const since = deployed ? `, after ${watch.version} became ${version}` : '';
  return {
    id: idFrom('classify', 'new-kinds', sighting.service, String(watch.window)),
    kind: 'anomaly',
    status: 'firing',
    severity: 'warning',
    category: deployed ? 'deployment' : 'performance',
    confidence: 0.6,
    fingerprint: fingerprint(labels),
    labels,
    title: readableText(`${labels['service.name'] ?? 'unknown service'}: ${watch.count} new kinds of message in 5 minutes${since}`, 200),
    reason: readableText(
      `The service had said ${watch.settled} kinds of message before; ${watch.count} that nobody had seen came within 5 minutes${since}.`,
      500,
    ),
    startsAt: watch.window * windowMs,
    lastSeenAt: frame.receivedAt,
    receivedAt: frame.receivedAt,
    source: 'classify/new-kinds',
    evidence: {
      signals: sighting.indexes.slice(0, 10).map((index) => signalRef(frame, index)),
      count: watch.count,
      sample: readableText(sighting.sample, 500),
      ...(sighting.keptFromModels && { keptFromModels: true }),
    },
  };
};

/** Watches services, by the time frames were received. One finding a service and window. */
export const burstWatch = (): ((frame: Frame, sighting: Sighting) => Finding | undefined) => {
  const watches = new Map<string, Watch>();
  return (frame, sighting) => {
    let watch = watches.get(sighting.service);
    if (watch === undefined) {
      if (watches.size >= watched) watches.clear();
      watch = { settled: 0, window: 0, count: 0, unsettled: [], version: undefined, told: false };
      watches.set(sighting.service, watch);
    }
    const now = frame.receivedAt;
    while (watch.unsettled[0] !== undefined && watch.unsettled[0].at <= now) watch.settled += watch.unsettled.shift()?.count ?? 0;
    watch.settled += sighting.found;
    const window = Math.floor(now / windowMs);
    if (window !== watch.window) {
      watch.window = window;
      watch.count = 0;
      watch.told = false;
    }
    if (sighting.minted > 0) {
      watch.count += sighting.minted;
      watch.unsettled.push({ at: now + settlesAfterMs, count: sighting.minted });
    }
    const burst = !watch.told && watch.count >= burstAt && watch.settled >= settledAt;
    const finding = burst ? findingOf(frame, sighting, watch) : undefined;
    if (burst) watch.told = true;
    else if (sighting.found > 0 && sighting.minted === 0) watch.version = attributeText(sighting.resource, 'service.version');
    return finding;
  };
};
