/** Clocks of agents that are off: each agent's by its own amount, the whole run long, so that its signals keep their order. */
import { profiles, skewedClocksId } from '#lib/local/faults/profiles.ts';
import { seededRandom } from '#lib/local/time/seeded-random.ts';
import type { RecordedRequest } from '../recording.ts';
import type { FaultChoice } from './fault-run.ts';

const furthestMs = 30_000;
/** Agents whose clocks are right. */
const shareRight = 1 / 4;
/** Of the profile `all` so many seeds leave it out, as they leave out kinds of fault. */
const shareLeftOut = 1 / 3;

export interface SkewedClocks {
  /** The request as its agents' clocks make it. */
  readonly asTold: (request: RecordedRequest) => RecordedRequest;
  /** How many agents' clocks were off, for the report. */
  readonly counts: () => Readonly<Record<string, number>>;
}

const noneOff: SkewedClocks = { asTold: (request) => request, counts: () => ({}) };

export const skewedClocks = ({ seed, profile }: FaultChoice): SkewedClocks => {
  const randomOf = (name: string) => seededRandom(`faults/${seed}/${profile}/${skewedClocksId}/${name}`);
  const isLeftOut = profile === 'all' && randomOf('left out')() < shareLeftOut;
  if (isLeftOut || !profiles[profile]?.includes(skewedClocksId)) return noneOff;
  const clocks = new Map<string, number>();
  /** How far an agent's clock is ahead, in milliseconds. */
  const aheadMs = (agent: string): number => {
    const known = clocks.get(agent);
    if (known !== undefined) return known;
    const random = randomOf(`agent ${agent}`);
    const ahead = random() < shareRight ? 0 : Math.round((2 * random() - 1) * furthestMs);
    clocks.set(agent, ahead);
    return ahead;
  };
  return {
    asTold: (request) => {
      const { bodyUnder, at, method, path, headers } = request;
      if (bodyUnder === undefined) return request;
      return {
        ...{ at, method, path, headers },
        get body() {
          return bodyUnder(aheadMs);
        },
      };
    },
    counts: () => {
      const off = [...clocks.values()].filter((ahead) => ahead !== 0).length;
      return off === 0 ? {} : { 'agents whose clocks were off': off };
    },
  };
};
