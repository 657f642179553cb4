/** Every binary reader that strangers' bytes come to, and our own frames' reader. */
import { compressionTargets } from './compression-targets.ts';
import { envelopeTarget } from './envelope-target.ts';
import { frameTarget } from './frame-target.ts';
import { protobufTargets } from './protobuf-targets.ts';
import type { FuzzTarget } from './target.ts';

export const fuzzTargets: readonly FuzzTarget[] = [...protobufTargets, ...compressionTargets, envelopeTarget, frameTarget];
