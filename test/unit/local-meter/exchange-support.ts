/** Lets a meter hear one call of a service, as the front would tell of it. */
import { countExchange } from '#lib/local/meter/count-exchange.ts';
import type { Item } from '#lib/local/meter/item-size.ts';
import { Meter } from '#lib/local/meter/meter.ts';

interface Call {
  readonly operation?: string;
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly input?: unknown;
  readonly body?: Buffer;
  readonly status?: number;
  readonly answer?: unknown;
}

const startAt = Date.parse('2026-11-20T10:00:00Z');

/** A meter, and how it hears of calls by the function `stage`; `items` answers what an update left. */
export const hearingMeter = (items: (key: Item) => Item | undefined = () => undefined) => {
  let now = startAt;
  const meter = new Meter(() => now);
  const hear = async (
    service: string,
    { input, answer = {}, operation = '', method = 'POST', path = '/', ...call }: Call,
  ): Promise<void> => {
    const body = call.body ?? Buffer.from(JSON.stringify(input ?? {}));
    const request = { method, path, query: new URLSearchParams(), headers: call.headers ?? {}, body, operation, accessKeyId: 'role' };
    const response = { status: call.status ?? 200, headers: {}, body: typeof answer === 'string' ? answer : JSON.stringify(answer) };
    await countExchange({ service, caller: 'stage', request, response }, { meter, itemOf: async (_, key) => items(key) });
  };
  /** Unit → quantity. */
  const counted = (): Record<string, number> => Object.fromEntries(meter.usage().map(({ unit, quantity }) => [unit, quantity]));
  const pass = (milliseconds: number): void => {
    now += milliseconds;
  };
  return { meter, hear, counted, pass };
};
