/** Every payload of Kubernetes in the shared data: Events are taken, other objects are not what this receiver is for. */
import { expect, it } from 'vitest';
import { checkPayloads } from '#test/support/payload-suite.ts';
import { describePayloads, payloadRequest, payloadsOf } from '#test/support/payloads.ts';

const events = payloadsOf('kubernetes-events');
const objects = payloadsOf('kubernetes-objects');

describePayloads('Kubernetes', () => {
  it('are found in the index', () => {
    expect(events.length).toBeGreaterThan(20);
    expect(objects.length).toBeGreaterThan(1);
  });

  checkPayloads([
    ...events.map((payload) => ({ name: payload.path, request: payloadRequest(payload, '/kubernetes/events'), signals: 1 })),
    ...objects.map((payload) => ({
      name: payload.path,
      request: payloadRequest(payload, '/kubernetes/events'),
      signals: undefined,
      sentence: /another kind than Event/,
    })),
  ]);
});
