/** Metric history in InfluxDB 2: line protocol in batches, and what it refuses found line by line and handed back with the reason. */
import { answerError, type HttpAnswer } from '#kernel/http.ts';
import type { MetricStore } from '#kernel/ports.ts';
import type { MetricSignal } from '#kernel/signal.ts';
import { type InfluxPorts, type InfluxSettings, influxConnection } from './connection.ts';
import { toLine } from './line.ts';

/** What InfluxData recommends for a batch [D: "Optimize writes to InfluxDB"]; bytes before compression. */
const batchLines = 5_000;
const batchBytes = 4 * 1024 * 1024;
/** Calls in search of the refused lines of one `write`; what is not found by then is handed back with its neighbours. */
const maxSearches = 200;

/** A sample and its line. */
interface Item {
  readonly sample: MetricSignal;
  readonly line: string;
}

interface Rejected {
  readonly sample: MetricSignal;
  readonly reason: string;
}

/** Some or all of the lines are at fault, as 400 and 422 say, or there are too many of them at once. */
const refusals: ReadonlySet<number> = new Set([400, 413, 422]);

const batchesOf = (items: readonly Item[]): readonly (readonly Item[])[] => {
  const batches: Item[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const item of items) {
    const size = Buffer.byteLength(item.line) + 1;
    if ((batches.at(-1)?.length ?? batchLines) >= batchLines || bytes + size > batchBytes) {
      batches.push([]);
      bytes = 0;
    }
    batches.at(-1)?.push(item);
    bytes += size;
  }
  return batches;
};

/** The server's own words (`message` in version 2, `error` in 1.8), which name the line: it is one sample's, and goes where the sample goes. */
const reasonOf = ({ status, body }: HttpAnswer): string => {
  const message = /"(?:message|error)"\s*:\s*"((?:[^"\\]|\\.)*)"/.exec(body)?.[1] ?? '';
  return `InfluxDB answered ${status}: ${message}`.slice(0, 300).toWellFormed();
};

/**
 * Of samples of one series and time the one written last stays; versions are not stored. A shard's batches come in their order, and again whole,
 * so that it is the latest.
 */
export const influxMetricStore = (settings: InfluxSettings, ports: InfluxPorts): MetricStore => {
  const call = influxConnection(settings, ports);
  const path = `/api/v2/write?${new URLSearchParams({ org: settings.org, bucket: settings.bucket, precision: 'ns' })}`;

  const send = async (items: readonly Item[]): Promise<HttpAnswer | undefined> => {
    const body = items.map(({ line }) => `${line}\n`).join('');
    const answer = await call({ path, contentType: 'text/plain; charset=utf-8', accept: 'application/json', body, gzip: true });
    if (answer.status >= 200 && answer.status < 300) return undefined;
    if (refusals.has(answer.status)) return answer;
    throw answerError('InfluxDB', answer);
  };

  /**
   * Writes a batch. The server writes what it can of some refusals and nothing of others, and names lines in some: halves are sent again until each
   * refused line stands alone. Writing a line twice changes nothing.
   */
  const writeBatch = async (batch: readonly Item[], searches: { left: number }): Promise<readonly Rejected[]> => {
    const waiting: (readonly Item[])[] = [batch];
    const rejected: Rejected[] = [];
    for (let items = waiting.pop(); items !== undefined; items = waiting.pop()) {
      const refusal = await send(items);
      if (refusal === undefined) continue;
      searches.left -= 1;
      if (items.length === 1 || searches.left < 0) {
        const reason = reasonOf(refusal);
        rejected.push(...items.map(({ sample }) => ({ sample, reason })));
        continue;
      }
      const middle = Math.ceil(items.length / 2);
      // The first half is sent first: of one series and time the last stays.
      waiting.push(items.slice(middle), items.slice(0, middle));
    }
    return rejected;
  };

  return {
    write: async (samples) => {
      const rejected: Rejected[] = [];
      const items: Item[] = [];
      for (const { sample } of samples) {
        const line = toLine(sample);
        if (typeof line === 'string') items.push({ sample, line });
        else if (line !== undefined) rejected.push({ sample, ...line });
      }
      const searches = { left: maxSearches };
      for (const batch of batchesOf(items)) rejected.push(...(await writeBatch(batch, searches)));
      return { rejected };
    },
  };
};
