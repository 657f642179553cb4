/** Reads what a model wrote, believing none of it: what is not exactly an answer to a question is thrown away. */
import * as z from 'zod';
import { readableText } from '#kernel/readable-text.ts';
import { categories, severities } from '#kernel/severity.ts';
import type { Verdict } from '#kernel/verdict.ts';
import { unusable } from './unusable.ts';

const documentSchema = z.object({ answers: z.array(z.unknown()).max(1_000) });

const entrySchema = z.object({
  ref: z.string(),
  severity: z.enum(severities),
  category: z.enum(categories),
  confidence: z.number(),
  reason: z.string(),
});

const longestReason = 300;

const parsed = (system: string, text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    // Not the error of the parser: it repeats what it read.
    throw unusable(system, 'malformed');
  }
};

/**
 * One verdict per reference, in order; undefined where no entry is valid, and where two are. UpstreamError (`malformed`) when the text is
 * not the document that was asked for. `system` names the vendor in errors, `source` the provider in verdicts.
 */
export const readAnswers = (
  text: string,
  refs: readonly string[],
  { system, source }: { readonly system: string; readonly source: string },
): readonly (Verdict | undefined)[] => {
  const document = documentSchema.safeParse(parsed(system, text));
  if (!document.success) throw unusable(system, 'malformed');
  const known = new Set(refs);
  const verdicts = new Map<string, Verdict | undefined>();
  for (const entry of document.data.answers) {
    const ref: unknown = Reflect.get(Object(entry), 'ref');
    if (typeof ref !== 'string' || !known.has(ref)) continue;
    const answer = entrySchema.safeParse(entry);
    const isRepeated = verdicts.has(ref);
    verdicts.set(
      ref,
      answer.success && !isRepeated
        ? {
            severity: answer.data.severity,
            category: answer.data.category,
            confidence: Math.min(1, Math.max(0, answer.data.confidence)),
            source,
            reason: readableText(answer.data.reason, longestReason),
          }
        : undefined,
    );
  }
  return refs.map((ref) => verdicts.get(ref));
};
