/** Reads metric history from InfluxDB 2. */
import { UpstreamError } from '#kernel/errors.ts';
import { answerError } from '#kernel/http.ts';
import { checkMetricQuery, type LabelledPoint, type MetricHistory, type MetricQuery, toRange } from '#kernel/metric-history.ts';
import { readAnnotatedCsv } from './annotated-csv.ts';
import { type InfluxPorts, type InfluxSettings, influxConnection } from './connection.ts';
import { fluxQuery } from './flux.ts';
import { textOfStored } from './names.ts';

const timeColumn = '_time';
const valueColumn = '_value';

const toPoint = (record: ReadonlyMap<string, string>, stepMs: number): LabelledPoint => {
  const time = Date.parse(record.get(timeColumn) ?? '');
  const value = Number(record.get(valueColumn) ?? Number.NaN);
  if (Number.isNaN(time) || Number.isNaN(value))
    throw new UpstreamError('InfluxDB answered a query in a form that is not known.', { reason: 'metric_history', retryable: false });
  const labels = [...record]
    .filter(([column]) => column !== timeColumn && column !== valueColumn)
    .map(([column, text]) => [textOfStored(column), textOfStored(text)] as const);
  // The first step begins with the range.
  return { labels: Object.fromEntries(labels), time: Math.floor(time / stepMs) * stepMs, value };
};

/** History in one bucket. */
export const influxMetricHistory = (settings: InfluxSettings, ports: InfluxPorts): MetricHistory => {
  const call = influxConnection(settings, ports);
  const path = `/api/v2/query?${new URLSearchParams({ org: settings.org })}`;

  const points = async (query: MetricQuery): Promise<readonly LabelledPoint[]> => {
    const asked = { query: fluxQuery(settings.bucket, query), type: 'flux', dialect: { header: true, annotations: ['datatype'] } };
    const answer = await call({ path, contentType: 'application/json', accept: 'application/csv', body: JSON.stringify(asked) });
    if (answer.status !== 200) throw answerError('InfluxDB', answer);
    return readAnnotatedCsv(answer.body).map((record) => toPoint(record, query.stepMs));
  };

  return {
    query: async (query) => {
      checkMetricQuery(query);
      return toRange(await points(query), query.maxPoints);
    },
  };
};
