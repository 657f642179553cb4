/** The frontend: what customers' browsers talk to. */
import { ROOT_CONTEXT } from '@opentelemetry/api';
import { call, server } from './call.ts';
import type { openCheckout } from './checkout.ts';
import type { InstrumentedService } from './instrument.ts';
import type { Random } from './random.ts';
import type { VirtualTime } from './virtual-time.ts';

const pages = ['/', '/products/{id}', '/cart'] as const;

export const openFrontend = (
  service: InstrumentedService,
  time: VirtualTime,
  random: Random,
  checkout: ReturnType<typeof openCheckout>,
) => {
  const serve = server(service, time);
  let active = 0;
  service.meter.createObservableGauge('http.server.active_requests', { unit: '{request}' }).addCallback((result) => result.observe(active));
  service.meter
    .createObservableGauge('process.cpu.utilization', { unit: '1' })
    .addCallback((result) => result.observe(Math.max(0.01, random.normal(0.18, 0.015))));

  const timed = async (method: string, route: string, handle: () => Promise<number>): Promise<void> => {
    const since = time.now();
    active += 1;
    const status = await handle();
    active -= 1;
    service.log('INFO', `${method} ${route} ${status} in ${Math.round(time.now() - since)} ms`);
  };

  return {
    /** A page view, now and then of a page that is gone. */
    browse: (): Promise<void> => {
      const route = random.pick(pages);
      return timed('GET', route, () =>
        serve(ROOT_CONTEXT, 'GET', route, async (context) => {
          await time.sleep(random.lognormal(14, 0.35));
          if (!random.chance(0.01)) return 200;
          service.log('WARN', `product ${random.integer(100, 999)} is not in the catalogue`, {}, context);
          return 404;
        }),
      );
    },
    /** A customer pays. */
    buy: (): Promise<void> =>
      timed('POST', '/checkout', () =>
        serve(ROOT_CONTEXT, 'POST', '/checkout', async (context) => {
          await time.sleep(random.lognormal(8, 0.3));
          const attributes = { 'server.address': 'checkout.shop.svc', 'http.request.method': 'POST' };
          const placed = await call(service, time, context, 'POST checkout', attributes, checkout.placeOrder);
          return placed >= 500 ? 502 : 200;
        }),
      ),
  };
};
