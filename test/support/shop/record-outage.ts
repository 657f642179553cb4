/** Opens the shop for its half hour and returns what its exporters sent. */
import { type CapturedRequest, startCaptureServer } from './capture-server.ts';
import { openCheckout } from './checkout.ts';
import { openFrontend } from './frontend.ts';
import { instrument } from './instrument.ts';
import { phases } from './outage.ts';
import { openPayment } from './payment.ts';
import { seededRandom } from './random.ts';
import { startVirtualTime } from './virtual-time.ts';

/** Everything leaves every 15 s, each service a little after the one before. */
const exportEveryMs = 15_000;
const staggerMs = 700;
const betweenCustomersMs = 1_500;
const shareOfBuyers = 0.4;

/** The same seed gives the same requests, byte for byte, on the same Node and SDK. */
export const recordOutage = async (startAt: number, seed: number): Promise<readonly CapturedRequest[]> => {
  const random = seededRandom(seed);
  const time = startVirtualTime(startAt);
  const capture = await startCaptureServer(() => Math.round(time.now() - startAt));
  process.env['OTEL_EXPORTER_OTLP_ENDPOINT'] = capture.url;
  process.env['OTEL_EXPORTER_OTLP_COMPRESSION'] = 'gzip';

  const services = {
    payment: instrument('payment', '3.2.0', random),
    checkout: instrument('checkout', '5.8.1', random),
    frontend: instrument('frontend', '12.0.4', random),
  };
  const payment = openPayment(services.payment, time, random, startAt);
  const checkout = openCheckout(services.checkout, time, random, payment);
  const frontend = openFrontend(services.frontend, time, random, checkout);

  const endAt = startAt + phases.endsAt;
  const every = (periodMs: number, firstAt: number, act: () => Promise<void>): void => {
    for (let at = firstAt; at <= endAt; at += periodMs) time.at(at, act);
  };
  Object.values(services).forEach((service, place) => {
    every(exportEveryMs, startAt + exportEveryMs + place * staggerMs, service.flushEvents);
    every(exportEveryMs, startAt + exportEveryMs + place * staggerMs + 300, service.flushMetrics);
  });
  const nextCustomer = (): void => {
    void (random.chance(shareOfBuyers) ? frontend.buy() : frontend.browse());
    time.at(time.now() + random.exponential(betweenCustomersMs), nextCustomer);
  };
  time.at(startAt + random.exponential(betweenCustomersMs), nextCustomer);

  await time.runUntil(endAt);
  const requests = [...capture.requests];
  for (const service of Object.values(services)) await service.shutdown();
  await capture.close();
  return requests;
};
