/** What the largest distance of a block of some hours usually is: a spike that comes again and again is no news, however rare it is among samples. */
import { blockHours, mostAgainst, mostFor, usualShare } from './settings.ts';
import { type AdaptiveState, places, rememberedBlocks, sidesOfBlocks } from './state.ts';

const hourMs = 3_600_000;
const { largest, open, usual } = places;

/** Between the middle and the largest of a side's remembered blocks. */
const usualOf = ({ numbers, blocks }: AdaptiveState, side: number): number => {
  const count = Math.min(blocks, rememberedBlocks);
  const sorted = numbers.slice(largest + side * rememberedBlocks, largest + side * rememberedBlocks + count).sort();
  const position = usualShare * (count - 1);
  const below = Math.floor(position);
  const lower = sorted[below] ?? 0;
  return lower + (position - below) * ((sorted[below + 1] ?? lower) - lower);
};

/** Of a side, in the unit of the series; before the first block has ended the largest yet. */
export const usualLargest = ({ numbers, blocks }: AdaptiveState, side: number, floor: number): number =>
  Math.max(floor, numbers[(blocks === 0 ? open : usual) + side] ?? 0);

/** How a distance stands to it: the logarithm of their ratio, within bounds. Remembers the distance as one of the open block. */
export const againstUsual = (state: AdaptiveState, side: number, distance: number, floor: number): number => {
  const before = usualLargest(state, side, floor);
  if (distance > (state.numbers[open + side] ?? 0)) state.numbers[open + side] = distance;
  return distance <= before * 1e-3 ? -mostAgainst : Math.max(-mostAgainst, Math.min(mostFor, Math.log(distance / before)));
};

/** Ends the open block when its time is over. */
export const turnBlock = (state: AdaptiveState, at: number): void => {
  const { numbers } = state;
  if (at - state.blockAt < blockHours * hourMs) return;
  if (state.blockAt > 0) {
    const slot = state.blocks % rememberedBlocks;
    state.blocks += 1;
    for (let side = 0; side < sidesOfBlocks; side += 1) {
      numbers[largest + side * rememberedBlocks + slot] = numbers[open + side] ?? 0;
      numbers[usual + side] = usualOf(state, side);
    }
  }
  numbers.fill(0, open, open + sidesOfBlocks);
  state.blockAt = at;
};
