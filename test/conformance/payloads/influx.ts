/** Influx line protocol: what Telegraf writes, and InfluxData's own corpus. Each body goes to both versions of the write API. */
import { payloadRequest } from '#test/support/payloads.ts';
import { slowRead } from '#test/unit/ingest/slow-line-reader.ts';
import { answerJson, type PayloadProtocol, sum } from './protocol.ts';

/** Signals of one point: one a number or boolean, and one for all its texts. */
export const signalsOfFields = (values: readonly unknown[]): number => {
  const texts = values.filter((value) => typeof value === 'string').length;
  return values.length - texts + Math.min(1, texts);
};

export const influx: PayloadProtocol = {
  names: ['influx-line-protocol'],
  status: 204,
  cases: (payload) =>
    ['/api/v2/write', '/write'].map((path) => {
      const request = payloadRequest(payload, path, { precision: 'ns' });
      const signals = () =>
        sum(slowRead(Buffer.from(request.body)).points, ({ fields }) => signalsOfFields(fields.map(([, value]) => value)));
      return { request, signals };
    }),
  sentence: (answer, { path }) => {
    const { code, message, error } = answerJson(answer);
    const said = path === '/write' ? error : code === 'invalid' && message;
    return typeof said === 'string' && /line \d+: /.test(said) ? said : undefined;
  },
};
