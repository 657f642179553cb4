/** Values between measured ones: on a logarithmic scale of the batch, the ends beyond it. */
import { type BatchSize, batchSizes } from './unit-costs.ts';

export const atBatch = (values: Readonly<Record<BatchSize, number>>, batch: number): number => {
  const [first, last] = [batchSizes[0], batchSizes[batchSizes.length - 1] ?? batchSizes[0]];
  if (batch <= first) return values[first];
  if (batch >= last) return values[last];
  const above = batchSizes.find((size) => size > batch) ?? last;
  const below = batchSizes[batchSizes.indexOf(above) - 1] ?? first;
  const share = Math.log(batch / below) / Math.log(above / below);
  return values[below] + (values[above] - values[below]) * share;
};
