/** Splunk: what is in HEC's form goes to its events, what a plug-in would put into that form to its raw lines, and Telegraf's metrics without it to where Telegraf writes. */
import { payloadBody, payloadRequest } from '#test/support/payloads.ts';
import { answerJson, jsonOf, type PayloadProtocol } from './protocol.ts';

interface HecEvent {
  readonly event?: unknown;
  readonly fields?: Readonly<Record<string, unknown>>;
}

const isMetric = (name: string): boolean => name === '_value' || name.startsWith('metric_name:');

export const splunk: PayloadProtocol = {
  names: ['splunk'],
  status: 200,
  cases: (payload) => {
    const { event, fields = {}, ...others } = jsonOf<HecEvent>(payloadBody(payload));
    const requestTo = (path: string) => payloadRequest(payload, `/services/collector${path}`);
    const bare = Object.keys(others).filter(isMetric).length;
    if (bare > 0) return [{ request: payloadRequest(payload, '/telegraf'), signals: () => bare }];
    if (event !== undefined)
      return ['', '/event'].map((path) => ({ request: requestTo(path), signals: () => Object.keys(fields).filter(isMetric).length }));
    return [
      { request: requestTo('/raw'), signals: () => payloadBody(payload).toString('utf8').trim().split('\n').length },
      { request: requestTo('/event'), signals: () => 0, mustRefuse: true },
    ];
  },
  sentence: (answer) => {
    const { text, code } = answerJson(answer);
    return typeof text === 'string' && typeof code === 'number' ? text : undefined;
  },
};
