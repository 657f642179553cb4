/** The engine of regular expressions. Ingest loads it only for a policy that has some: it costs a cold start several milliseconds. */
import { extractionOf } from '#kernel/extraction.ts';
import { patternOf } from '#kernel/routing/patterns.ts';
import type { PatternEngine } from './needed-patterns.ts';

export const engine: PatternEngine = { pattern: patternOf, extraction: extractionOf };
