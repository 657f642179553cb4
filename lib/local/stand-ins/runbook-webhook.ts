/** Stands in for a receiver that runs runbooks by webhook: the contract in functions/remediate/webhook/README.md, signatures as Standard Webhooks 1.0 has them [D]. */
import { createHmac } from 'node:crypto';
import type { Scheduler } from '../scheduler.ts';
import { jsonResponse, lostResponse, type StandInRequest, type StandInResponse } from './exchange.ts';
import { jsonObject } from './script.ts';

export interface RunbookWebhookOptions {
  /** `whsec_…`: every call must be signed with it; none is checked when absent. */
  readonly secret?: string;
  /** Seconds a run takes; 0 ends it with its answer. */
  readonly runSeconds?: number;
}

type StartFault = { readonly status: number; readonly headers?: Readonly<Record<string, string>> } | 'lost_before' | 'lost_after';
type End = 'succeeded' | 'failed' | 'never';

interface Run {
  readonly key: string;
  readonly body: Readonly<Record<string, unknown>>;
  status: 'running' | 'succeeded' | 'failed' | 'cancelled';
}

export interface RunbookWebhookStandIn {
  runs(): readonly Readonly<Run>[];
  failStarts(...faults: readonly StartFault[]): void;
  /** Ends of the next runs, in order; success afterwards. `never` keeps on. */
  endRuns(...ends: readonly End[]): void;
  handle(request: StandInRequest): StandInResponse;
}

/** HMAC-SHA256 over id, time and body; at most five minutes old. */
const isSigned = ({ headers, body }: StandInRequest, secret: string, now: number): boolean => {
  const { 'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': signature } = headers;
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const wanted = `v1,${createHmac('sha256', key).update(`${id}.${time}.${body}`).digest('base64')}`;
  return signature === wanted && Math.abs(Number(time) * 1000 - now) <= 5 * 60_000;
};

const shown = ({ key, status }: Run) => ({ id: key, status, detail: `The run is ${status}.` });

export const runbookWebhookStandIn = (
  scheduler: Pick<Scheduler, 'now' | 'after'>,
  { secret, runSeconds = 20 }: RunbookWebhookOptions = {},
): RunbookWebhookStandIn => {
  const runs = new Map<string, Run>();
  const faults: StartFault[] = [];
  const ends: End[] = [];

  const start = (key: string, body: Readonly<Record<string, unknown>>): Run => {
    const end = ends.shift() ?? 'succeeded';
    const run: Run = { key, body, status: 'running' };
    runs.set(key, run);
    const finish = (): void => {
      if (run.status === 'running' && end !== 'never') run.status = end;
    };
    if (runSeconds === 0) finish();
    else scheduler.after(runSeconds * 1000, `webhook run ${key} ends`, finish);
    return run;
  };

  const take = (request: StandInRequest): StandInResponse => {
    const fault = faults.shift();
    if (fault === 'lost_before') return lostResponse;
    if (fault !== undefined && fault !== 'lost_after') return jsonResponse(fault.status, { error: 'scripted' }, fault.headers);
    const body = jsonObject(request.body);
    const key = request.headers['idempotency-key'] ?? '';
    if (body === undefined || key === '') return jsonResponse(400, { error: 'a JSON object and an idempotency key are needed' });
    const known = runs.get(key);
    const run = known ?? start(key, body);
    if (fault === 'lost_after') return lostResponse;
    return jsonResponse(run.status === 'running' ? 202 : 200, shown(run));
  };

  const keep = ({ method }: StandInRequest, run: Run | undefined): StandInResponse => {
    if (run === undefined) return jsonResponse(404, { error: 'no such run' });
    if (method === 'DELETE') {
      if (run.status === 'succeeded' || run.status === 'failed') return jsonResponse(409, { error: 'it has ended' });
      run.status = 'cancelled';
    }
    return jsonResponse(200, shown(run));
  };

  return {
    runs: () => [...runs.values()].map((run) => ({ ...run })),
    failStarts: (...more) => {
      faults.push(...more);
    },
    endRuns: (...more) => {
      ends.push(...more);
    },
    handle: (request) => {
      if (secret !== undefined && !isSigned(request, secret, scheduler.now()))
        return jsonResponse(401, { error: 'the signature is wrong' });
      if (request.method === 'POST') return take(request);
      const [, key] = /\/jobs\/([^/]+)$/.exec(new URL(request.url).pathname) ?? [];
      return key === undefined ? jsonResponse(405, { error: 'POST only' }) : keep(request, runs.get(key));
    },
  };
};
