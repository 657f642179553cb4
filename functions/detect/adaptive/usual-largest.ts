/** What the largest distance of half a day usually is: a spike that comes every day is no news, however rare it is among samples. */
import { blockHours, mostAgainst, mostFor, usualShare } from './settings.ts';
import { type AdaptiveState, rememberedBlocks, sidesOfBlocks } from './state.ts';

const hourMs = 3_600_000;

/** Between the middle and the largest of a side's remembered blocks. */
const usualOf = (largest: Float32Array, side: number, blocks: number): number => {
  const count = Math.min(blocks, rememberedBlocks);
  const sorted = largest.slice(side * rememberedBlocks, side * rememberedBlocks + count).sort();
  const position = usualShare * (count - 1);
  const below = Math.floor(position);
  const lower = sorted[below] ?? 0;
  return lower + (position - below) * ((sorted[below + 1] ?? lower) - lower);
};

/** Of a side, in the unit of the series; before the first block has ended the largest yet. */
export const usualLargest = ({ usual, open, blocks }: AdaptiveState, side: number, floor: number): number =>
  Math.max(floor, (blocks === 0 ? open[side] : usual[side]) ?? 0);

/** How a distance stands to it: the logarithm of their ratio, within bounds. Remembers the distance as one of the open block. */
export const againstUsual = (state: AdaptiveState, side: number, distance: number, floor: number): number => {
  const usual = usualLargest(state, side, floor);
  if (distance > (state.open[side] ?? 0)) state.open[side] = distance;
  return distance <= usual * 1e-3 ? -mostAgainst : Math.max(-mostAgainst, Math.min(mostFor, Math.log(distance / usual)));
};

/** Ends the open block when its time is over. */
export const turnBlock = (state: AdaptiveState, at: number): void => {
  if (at - state.blockAt < blockHours * hourMs) return;
  if (state.blockAt > 0) {
    const slot = state.blocks % rememberedBlocks;
    state.blocks += 1;
    for (let side = 0; side < sidesOfBlocks; side += 1) {
      state.largest[side * rememberedBlocks + slot] = state.open[side] ?? 0;
      state.usual[side] = usualOf(state.largest, side, state.blocks);
    }
  }
  state.open.fill(0);
  state.blockAt = at;
};
