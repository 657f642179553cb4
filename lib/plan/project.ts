/** Projects a load on the deployed pipeline: how it lies on the stream, who works on it, what it costs, and which quotas it meets. */
import type { Settings } from '../constructs/settings.ts';
import { type CostLine, costsOf } from './costs.ts';
import { type FunctionPlan, functionsOf } from './functions.ts';
import type { Load } from './load.ts';
import { type Packing, packingOf } from './packing.ts';
import { type Quota, quotasOf } from './quotas.ts';
import { type Note, Sheet } from './sheet.ts';
import { lanesFor, type StreamKind, type StreamPlan, streamKinds, streamOf } from './stream.ts';
import type { UnitCosts } from './unit-costs.ts';

export interface Projection {
  readonly load: Load;
  readonly packing: Packing;
  readonly stream: StreamPlan;
  /** Batches of a shard worked on at once (`stream.parallelization`). */
  readonly lanes: number;
  readonly functions: readonly FunctionPlan[];
  readonly lines: readonly CostLine[];
  readonly quotas: readonly Quota[];
  readonly dollars: number;
  readonly notes: readonly Note[];
}

export interface ProjectionBasis {
  readonly settings: Settings;
  readonly costs: UnitCosts;
  /** `cheapest` of the kinds, or one of them. */
  readonly stream: StreamKind | 'cheapest';
}

/** More lanes gather smaller batches, and smaller batches are more invocations: it settles at once. */
const rounds = 3;

const projectOn = (kind: StreamKind, load: Load, { settings, costs }: ProjectionBasis): Projection => {
  const sheet = new Sheet();
  const packing = packingOf(load, costs, sheet);
  let [lanes, most] = [settings.stream.parallelization, 0];
  let stream = streamOf(kind, packing, most, new Sheet());
  for (let round = 0; round < rounds; round += 1) {
    const functions = functionsOf(load, packing, settings, lanes * stream.shards, new Sheet());
    most = Math.max(...functions.filter(({ stage }) => stage !== 'ingest').map(({ concurrency }) => concurrency));
    stream = streamOf(kind, packing, most, new Sheet());
    lanes = Math.max(settings.stream.parallelization, lanesFor(most, stream.shards));
  }
  streamOf(kind, packing, most, sheet);
  const functions = functionsOf(load, packing, settings, lanes * stream.shards, sheet);
  const lines = costsOf({ load, packing, functions, stream, settings, costs });
  const dollars = lines.reduce((sum, line) => sum + line.dollars, 0);
  const projection = { load, packing, stream, lanes, functions, lines, dollars, notes: sheet.notes };
  return { ...projection, quotas: quotasOf(projection, settings) };
};

export const project = (load: Load, basis: ProjectionBasis): Projection => {
  const kinds = basis.stream === 'cheapest' ? streamKinds : [basis.stream];
  const projections = kinds.map((kind) => projectOn(kind, load, basis)).sort((a, b) => a.dollars - b.dollars);
  const [cheapest] = projections;
  if (!cheapest) throw new Error('There is no kind of stream to choose from.');
  return cheapest;
};
