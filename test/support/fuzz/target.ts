/** What the fuzzer holds one binary reader against. */
import type { Mutate } from './random.ts';

export interface FuzzTarget {
  readonly name: string;
  /** What is damaged: valid inputs, or what `mutate` makes inputs of. */
  readonly inputs: readonly Buffer[];
  readonly mutate: Mutate;
  /** The reader under test. InputError is its only way to refuse. */
  readonly read: (body: Buffer) => unknown;
  /** What the slow reader makes of it; throws where it refuses. */
  readonly expect: (body: Buffer) => unknown;
  /** Whether both say the same; undefined where they cannot be compared. */
  readonly agree: (actual: unknown, expected: unknown) => boolean | undefined;
  /** The slow reader against a second one, where there is one; undefined where the two need not agree. */
  readonly check?: (body: Buffer) => boolean | undefined;
  /** Both must refuse the same, as well as read it alike. */
  readonly exact?: boolean;
}
