/** Whether an agent may send more: requests and bytes are judged before anything is decoded, signals after. */
import { type AgentLimits, agentLimitNames } from '#kernel/agent-limits.ts';
import { InputError, LimitError } from '#kernel/errors.ts';
import { idFrom } from '#kernel/fingerprint.ts';
import { lru } from '#kernel/lru.ts';
import type { Clock, Log, QuotaStore, QuotaWindow } from '#kernel/ports.ts';
import type { Tolerate } from '#kernel/tolerate.ts';
import { openPurse, type Purse, type Quotas } from './purse.ts';
import { windowAt } from './window.ts';

/** Who sends which request. */
export interface Asking {
  readonly requestId: string;
  readonly agent: string;
  /** Its own, which count before those of the environment. */
  readonly limits: AgentLimits | undefined;
}

/** Methods throw LimitError for an agent that has used up its quota, and InputError `too_large` for a request that no window could ever take. */
export interface Admission {
  /** `bytes` as they were sent. */
  request(asking: Asking, bytes: number): Promise<void>;
  signals(asking: Asking, count: number): Promise<void>;
}

export interface AdmissionPorts {
  readonly store: QuotaStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly tolerate: Tolerate;
  /** What counts for an agent that has no limits of its own. */
  readonly defaults: AgentLimits;
}

type Limit = (typeof agentLimitNames)[number];

const windowOf = { requestsPerMinute: 'minute', signalsPerMinute: 'minute', bytesPerDay: 'day' } as const satisfies Record<
  Limit,
  QuotaWindow['name']
>;

const words = { requestsPerMinute: 'requests a minute', signalsPerMinute: 'signals a minute', bytesPerDay: 'bytes a day' } as const;

/** A day sees many workers come and go, each of which may leave as much unspent. */
const mostOf = { requestsPerMinute: Number.POSITIVE_INFINITY, signalsPerMinute: Number.POSITIVE_INFINITY, bytesPerDay: 64 * 1024 * 1024 };

/** Agents a worker keeps accounts of; one that is forgotten takes a new lease. */
const capacity = 1_000;

/** Clients told to wait for the same moment would all come at once. */
const maxSpreadSeconds = 5;

export const createAdmission = ({ store, clock, log, tolerate, defaults }: AdmissionPorts): Admission => {
  const purses = lru<Purse>(capacity);
  const told = lru<number>(capacity);

  const limitsOf = ({ limits }: Asking): Map<Limit, number> => {
    const all = agentLimitNames.map((name) => [name, limits?.[name] ?? defaults[name] ?? 0] as const);
    return new Map(all.filter(([, limit]) => limit > 0));
  };

  const purseOf = ({ agent }: Asking, name: QuotaWindow['name'], limits: ReadonlyMap<Limit, number>): Purse => {
    const window = windowAt(name, clock.now());
    const mine = [...limits].filter(([limit]) => windowOf[limit] === name);
    const key = [name, agent, ...mine.flat()].join(' ');
    const known = purses.get(key);
    if (known !== undefined && known.window.start === window.start) return known;
    const quotas: Quotas = Object.fromEntries(mine.map(([limit, most]) => [limit, { limit: most, most: mostOf[limit] }]));
    const purse = openPurse(store, agent, window, quotas);
    purses.set(key, purse);
    return purse;
  };

  const refuse = ({ agent, requestId }: Asking, limit: Limit, most: number, end: number): never => {
    if (told.get(`${limit} ${agent}`) !== end) {
      told.set(`${limit} ${agent}`, end);
      log.warn('agent over its limit', { agent, limit, most });
    }
    const spread = Number.parseInt(idFrom(requestId).slice(0, 4), 16) % (maxSpreadSeconds + 1);
    const seconds = Math.ceil((end - clock.now()) / 1_000) + spread;
    throw new LimitError(`This agent may send ${most} ${words[limit]} and has; send again in ${seconds} seconds.`, seconds);
  };

  const spend = async (asking: Asking, amounts: Readonly<Partial<Record<Limit, number>>>): Promise<void> => {
    const limits = limitsOf(asking);
    for (const [limit, most] of limits)
      if ((amounts[limit] ?? 0) > most)
        throw new InputError(`This agent may send ${most} ${words[limit]}, and this request alone holds more; send smaller ones.`, {
          reason: 'too_large',
        });
    for (const name of ['minute', 'day'] as const) {
      const due = Object.fromEntries(
        Object.entries(amounts).filter(([limit]) => windowOf[limit as Limit] === name && limits.has(limit as Limit)),
      );
      if (Object.keys(due).length === 0) continue;
      const purse = purseOf(asking, name, limits);
      const usedUp = (await tolerate(() => purse.spend(due), undefined)) as Limit | undefined;
      if (usedUp !== undefined) refuse(asking, usedUp, limits.get(usedUp) ?? 0, purse.window.end);
    }
  };

  return {
    request: (asking, bytes) => spend(asking, { requestsPerMinute: 1, bytesPerDay: bytes }),
    signals: (asking, count) => spend(asking, { signalsPerMinute: count }),
  };
};
