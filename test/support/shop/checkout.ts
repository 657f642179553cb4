/** The checkout service: takes an order when payment has charged for it. */
import type { Context } from '@opentelemetry/api';
import { call, server } from './call.ts';
import type { InstrumentedService } from './instrument.ts';
import type { openPayment } from './payment.ts';
import type { Random } from './random.ts';
import type { VirtualTime } from './virtual-time.ts';

export const openCheckout = (service: InstrumentedService, time: VirtualTime, random: Random, payment: ReturnType<typeof openPayment>) => {
  const serve = server(service, time);
  const orders = service.meter.createCounter('shop.orders', { unit: '{order}', description: 'Orders by outcome.' });
  let nextOrder = 4700;
  let connections = 6;
  service.meter.createObservableGauge('db.client.connection.count', { unit: '{connection}' }).addCallback((result) => {
    connections = Math.min(10, Math.max(4, connections + random.integer(-1, 2)));
    result.observe(connections, { 'db.client.connection.state': 'used' });
  });
  service.meter
    .createObservableGauge('process.cpu.utilization', { unit: '1' })
    .addCallback((result) => result.observe(Math.max(0.01, random.normal(0.31, 0.02))));

  return {
    placeOrder: (parent: Context): Promise<number> =>
      serve(parent, 'POST', '/orders', async (context, span) => {
        const order = nextOrder++;
        span.setAttribute('shop.order.id', order);
        await time.sleep(random.lognormal(22, 0.3));
        const cents = random.integer(900, 16_000);
        const attributes = { 'server.address': 'payment.shop.svc', 'http.request.method': 'POST' };
        const charged = await call(service, time, context, 'POST payment', attributes, (remote) => payment.charge(remote, order, cents));
        if (charged >= 500) {
          orders.add(1, { outcome: 'failed' });
          service.log('ERROR', `order ${order} failed: payment service unavailable`, { 'http.response.status_code': charged }, context);
          return 503;
        }
        await time.sleep(random.lognormal(9, 0.3));
        orders.add(1, { outcome: 'placed' });
        service.log('INFO', `order ${order} placed with ${random.integer(1, 6)} items`, {}, context);
        return 201;
      }),
  };
};
