/**
 * The time from acceptance to what people notice, in the local cloud's time: with the delays of AWS's pollers and workflows (`aws-delays.ts`),
 * without what the functions compute themselves.
 */
import type { Incident, TimelineEntry } from '#kernel/incident.ts';
import type { Remains } from '../cloud.ts';
import type { Responses } from '../response-items.ts';
import { causeOfMessage } from './cause-of-message.ts';
import { type Latency, latencyOf, type Stages } from './latency.ts';
import type { Invocation } from './times.ts';
import { lastUntil, type Trace, traceFindings } from './trace-findings.ts';

/** From acceptance to the delivery of every message that signals caused; and to the decision about every finding, paged or not. */
export interface ReportLatency extends Latency {
  readonly decisions: Latency;
}

const messageStages = ['stream', 'analyse', 'queue', 'route and workflow', 'notify'] as const;
const decisionStages = ['stream', 'analyse', 'queue', 'route'] as const;

const commonWay = ({ acceptedAt, analysedAt, queuedAt, routedAt }: Trace): Stages => ({
  stream: analysedAt - acceptedAt,
  analyse: queuedAt - analysedAt,
  queue: routedAt - queuedAt,
});

/** A message is there when the first channel has it. */
const firstDeliveries = (timeline: readonly TimelineEntry[]): readonly TimelineEntry[] => {
  const firsts = new Map<string, TimelineEntry>();
  for (const entry of timeline) {
    const cause = entry.causeId.slice(0, entry.causeId.lastIndexOf('/'));
    if (entry.kind === 'notified' && !firsts.has(cause)) firsts.set(cause, entry);
  }
  return [...firsts.values()];
};

const messagesOf = (incident: Incident, timeline: readonly TimelineEntry[], traces: readonly Trace[], notify: readonly Invocation[]) =>
  firstDeliveries(timeline).flatMap((message): readonly Stages[] => {
    const cause = causeOfMessage(message, incident, traces);
    const called = lastUntil(notify, message.at);
    if (cause === undefined || called === undefined || called.at < cause.routedAt) return [];
    return [{ ...commonWay(cause), 'route and workflow': called.at - cause.routedAt, notify: message.at - called.at }];
  });

export const measureLatency = (remains: Pick<Remains, 'records' | 'times'>, { incidents, timelineOf }: Responses): ReportLatency => {
  const traces = traceFindings(remains);
  const notify = remains.times.invocations.filter(({ stage }) => stage === 'notify');
  const messages = incidents.flatMap((incident) => messagesOf(incident, timelineOf(incident.id), traces, notify));
  return {
    ...latencyOf(messages, messageStages),
    decisions: latencyOf(
      traces.map((trace) => ({ ...commonWay(trace), route: trace.decidedAt - trace.routedAt })),
      decisionStages,
    ),
  };
};
