/** The payment service: asks the acquirer `acquirer.example.com` to charge a card, and gives up after three seconds. */
import type { Context } from '@opentelemetry/api';
import { call, server } from './call.ts';
import type { InstrumentedService } from './instrument.ts';
import { conditionsAt } from './outage.ts';
import type { Random } from './random.ts';
import type { VirtualTime } from './virtual-time.ts';

const giveUpAfterMs = 3000;
const slowMs = 800;

export const openPayment = (service: InstrumentedService, time: VirtualTime, random: Random, startAt: number) => {
  const serve = server(service, time);
  const charges = service.meter.createCounter('payment.charges', { unit: '{charge}', description: 'Charges by outcome.' });
  const conditions = () => conditionsAt(time.now() - startAt);
  const gauge = (name: string, unit: string, description: string, read: () => number): void =>
    service.meter.createObservableGauge(name, { unit, description }).addCallback((result) => result.observe(read()));
  // The length of a queue in front of one server varies as widely as its mean.
  gauge('payment.queue.depth', '{charge}', 'Charges waiting for the acquirer.', () =>
    Math.floor(random.exponential(conditions().queueDepth)),
  );
  gauge('process.cpu.utilization', '1', 'Share of the container CPU limit in use.', () =>
    Math.min(1, Math.max(0.01, random.normal(conditions().cpu, 0.012 * conditions().unrest))),
  );
  gauge('process.memory.usage', 'By', 'Resident memory.', () =>
    Math.round(random.normal(conditions().heapBytes, 3e6 * conditions().unrest)),
  );

  /** How long the acquirer takes; the client hears nothing past its deadline. */
  const acquirerTakesMs = (): number => {
    const { acquirerHangs, acquirerMedianMs } = conditions();
    if (random.chance(acquirerHangs)) return giveUpAfterMs;
    return Math.min(giveUpAfterMs - 100, random.lognormal(acquirerMedianMs, 0.3));
  };

  return {
    charge: (parent: Context, order: number, cents: number): Promise<number> =>
      serve(parent, 'POST', '/charges', async (context) => {
        await time.sleep(random.lognormal(6, 0.3));
        const takesMs = acquirerTakesMs();
        const attributes = { 'server.address': 'acquirer.example.com', 'http.request.method': 'POST' };
        const status = await call(service, time, context, 'POST acquirer.example.com', attributes, async () => {
          await time.sleep(takesMs);
          return takesMs >= giveUpAfterMs ? 0 : 201;
        });
        const outcome = status === 0 ? 'timeout' : 'accepted';
        charges.add(1, { outcome });
        if (status === 0) {
          service.log(
            'ERROR',
            `payment gateway timeout after ${giveUpAfterMs} ms: upstream deadline exceeded order=${order}`,
            { 'server.address': 'acquirer.example.com' },
            context,
          );
          return 504;
        }
        const rounded = Math.round(takesMs);
        if (rounded > slowMs) service.log('WARN', `acquirer answered slowly: ${rounded} ms for order ${order}`, {}, context);
        else service.log('INFO', `charged ${(cents / 100).toFixed(2)} EUR for order ${order}`, {}, context);
        return 201;
      }),
  };
};
