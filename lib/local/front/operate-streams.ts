/** Lets an interceptor change the shape of streams while records come: what it asks for is called next, as an operator's client would. */
import type { CloudParts } from '../cloud-parts.ts';
import type { HttpRequest, HttpResponse } from './http-message.ts';
import { operatorRequest } from './operator.ts';

type Parts = Pick<CloudParts, 'interceptors' | 'kinesis' | 'region' | 'scheduler' | 'shards'>;

/** `send` carries a request to the front. */
export const operateStreams = (
  { interceptors, kinesis, region, scheduler, shards }: Parts,
  send: (request: HttpRequest) => Promise<HttpResponse | undefined>,
): void => {
  if (!interceptors.stream) return;
  for (const stream of shards.keys()) {
    let reshapes = 0;
    let isChanging = false;
    kinesis.onReshape(stream, () => {
      reshapes += 1;
    });
    kinesis.onArrival(stream, () => {
      if (isChanging) return;
      const open = kinesis.shards(stream).filter(({ isOpen }) => isOpen);
      const fate = interceptors.stream?.({ stream, shards: open, reshapes, at: scheduler.now() }) ?? 'proceed';
      if (fate === 'proceed') return;
      isChanging = true;
      const input = { StreamName: stream, ...fate.input };
      const request = operatorRequest({ target: `Kinesis_20131202.${fate.operation}`, service: 'kinesis', region, input });
      scheduler.after(0, `${fate.operation} ${stream}`, async () => {
        const response = await send(request);
        isChanging = false;
        if (response?.status !== 200) throw new Error(`${fate.operation} of ${stream} was refused: ${String(response?.body)}`);
      });
    });
  }
};
