/** What a running pipeline shows: a line for every change of an incident, and counters when they changed. */
import type { TimelineEntry } from '#kernel/incident.ts';
import type { CloudEvent } from '#lib/local/cloud-event.ts';
import type { FunctionAccount } from '#lib/local/inspect.ts';
import { metricTotal } from './metric-total.ts';
import type { Paint } from './paint.ts';
import { words } from './report-style.ts';
import { readResponses } from './response-items.ts';
import { counted, printable } from './text-table.ts';

interface Terminal {
  write(text: string): unknown;
}

/** What there is to look at. */
export interface LiveSource {
  readonly functions: readonly FunctionAccount[];
  table(): Promise<readonly Readonly<Record<string, unknown>>[]>;
}

/** Functions after which an incident may have changed. */
const responders = ['route', 'escalate', 'remediate', 'notify', 'respond'];
const lookEveryMs = 500;
const countEveryMs = 3_000;

const nameOf = (functionName: string): string => functionName.split('-').at(-1) ?? '';
const clock = (at: number): string => new Date(at).toISOString().slice(11, 19);

/** Enough of an incident's id to tell it from others on a screen. */
const shortId = (id: string): string => id.slice(0, 10);

const reasonOf = ({ kind, reason, detail }: TimelineEntry): string =>
  kind === 'notified' ? `to ${String(detail?.['recipients'])} by ${String(detail?.['channel'])}: ${reason}` : reason;

const entryLine = (entry: TimelineEntry, paint: Paint): string => {
  const head = `${clock(entry.at)}  ${shortId(entry.incidentId)}  ${words(entry.kind).padEnd(21)} ${printable(entry.by).padEnd(9)}`;
  return `${paint.kind(entry.kind, head)} ${printable(reasonOf(entry))}`;
};

const countersOf = (functions: readonly FunctionAccount[], incidents: number): string => {
  const total = (name: string, metric: string): number =>
    functions.filter((each) => nameOf(each.name) === name).reduce((sum, { metrics }) => sum + metricTotal(metrics, metric), 0);
  const errors = functions.reduce((sum, each) => sum + each.errors, 0);
  const counts = [
    `${counted(total('ingest', 'Produced'), 'signal')} in`,
    counted(total('classify', 'Produced') + total('detect', 'Produced'), 'finding'),
    counted(incidents, 'incident'),
  ];
  return [...counts, ...(errors === 0 ? [] : [counted(errors, 'failed invocation')])].join(', ');
};

/** Give `onEvent` to the cloud, and `watch` something to look at once it runs. */
export const startLiveView = (terminal: Terminal, paint: Paint) => {
  const shown = new Set<string>();
  let changed = false;
  let looking = false;
  let incidents = 0;
  let counters = countersOf([], 0);
  const timers: NodeJS.Timeout[] = [];

  const showChanges = async (source: LiveSource): Promise<void> => {
    const responses = readResponses(await source.table());
    incidents = responses.incidents.length;
    for (const { id } of responses.incidents) {
      for (const entry of responses.timelineOf(id)) {
        const key = `${id}/${entry.kind}/${entry.causeId}`;
        if (shown.has(key)) continue;
        shown.add(key);
        terminal.write(`${entryLine(entry, paint)}\n`);
      }
    }
  };

  const look = (read: () => LiveSource): void => {
    if (!changed || looking) return;
    changed = false;
    looking = true;
    showChanges(read())
      .catch((error: unknown) => terminal.write(`${paint.bad(`The incidents could not be read: ${String(error)}`)}\n`))
      .finally(() => {
        looking = false;
      });
  };

  const count = (read: () => LiveSource): void => {
    const now = countersOf(read().functions, incidents);
    if (now === counters) return;
    counters = now;
    terminal.write(`${paint.dim(`${clock(Date.now())}  ${now}`)}\n`);
  };

  return {
    onEvent: (event: CloudEvent): void => {
      if (event.type === 'failure') terminal.write(`${paint.bad(`The local cloud failed: ${printable(event.error)}`)}\n`);
      if (event.type === 'denial' && event.denial.count === 1) {
        const { who, action, resource } = event.denial;
        terminal.write(`${paint.bad(`${clock(event.at)}  ${who} may not ${action} on ${printable(resource)}`)}\n`);
      }
      if (event.type !== 'invocation') return;
      if (responders.includes(nameOf(event.function))) changed = true;
      if (!event.ok) {
        const what = `${event.errorType ?? 'Error'}: ${event.errorMessage ?? ''}`;
        terminal.write(`${paint.bad(`${clock(event.at)}  ${nameOf(event.function)} failed: ${printable(what).slice(0, 300)}`)}\n`);
      }
    },
    watch: (read: () => LiveSource): void => {
      timers.push(
        setInterval(() => look(read), lookEveryMs),
        setInterval(() => count(read), countEveryMs),
      );
    },
    stop: (): void => {
      for (const timer of timers) clearInterval(timer);
    },
  };
};
