/** The shared data's payloads of Splunk: what is in HEC's form goes to its events, what a plug-in would put into that form goes to its raw lines. */
import { expect, it } from 'vitest';
import { checkPayloads, type PayloadCase } from '#test/support/payload-suite.ts';
import { describePayloads, payloadBody, payloadRequest, payloadsOf } from '#test/support/payloads.ts';

const given = payloadsOf('splunk');

describePayloads('Splunk', () => {
  const cases = given.flatMap((payload): PayloadCase[] => {
    const { event } = JSON.parse(payloadBody(payload).toString()) as { event?: unknown };
    const requestTo = (path: string) => payloadRequest(payload, `/services/collector${path}`);
    if (event !== undefined)
      return ['', '/event'].map((path) => ({ name: `${payload.path} ${path}`, request: requestTo(path), signals: 1 }));
    return [
      { name: `${payload.path} as raw lines`, request: requestTo('/raw'), signals: 1 },
      {
        name: `${payload.path} without the form`,
        request: requestTo('/event'),
        signals: undefined,
        sentence: /"Event field is required","code":12/,
      },
    ];
  });

  it('are found in the index, of both sorts', () => {
    expect(given.length).toBeGreaterThan(5);
    expect(cases.filter(({ name }) => name.endsWith('/event')).length).toBeGreaterThan(2);
  });

  checkPayloads(cases);
});
