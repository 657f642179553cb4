/** Reads what a model remarks, believing none of it: what is not exactly an opinion, or is more than a remark, is thrown away. */
import * as z from 'zod';
import type { NamedCause, Opinion } from '#kernel/opinion.ts';
import { longestContext, noCause } from './opinion-prompt.ts';
import { quoted } from './quoted.ts';
import { suspicionInTexts } from './suspicion.ts';
import { unusable } from './unusable.ts';

const opinionSchema = z.object({ context: z.string(), likelyCause: z.string(), confidence: z.number() });

/** A model reads text that strangers write: it is never as sure as a rule. */
const mostConfidence = 0.9;

/** Whoever is woken at night follows links: an opinion has none. Addresses with and without a scheme, in Markdown, and of mail. */
const address = /:\/\/|\bwww\.|\]\(|[a-z0-9]\.[a-z]{2,24}\/\S|\S@\S/i;

/** A remark for people: with an address, or speaking to a model itself, it is not one. */
const isRemark = (context: string): boolean => context !== '' && !address.test(context) && suspicionInTexts([context]) === undefined;

const parsed = (vendor: string, text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    // Not the error of the parser: it repeats what it read.
    throw unusable(vendor, 'malformed');
  }
};

/** The opinion without its author; undefined where it names what was not shown, or is no remark. UpstreamError (`malformed`) when it is not the document asked for. */
export const readOpinion = (
  text: string,
  causes: ReadonlyMap<string, NamedCause>,
  vendor: string,
): Omit<Opinion, 'provider' | 'model'> | undefined => {
  const document = opinionSchema.safeParse(parsed(vendor, text));
  if (!document.success) throw unusable(vendor, 'malformed');
  const { likelyCause: ref, confidence } = document.data;
  const context = quoted(document.data.context, longestContext);
  const likelyCause = causes.get(ref);
  if (!isRemark(context) || (likelyCause === undefined && ref !== noCause)) return undefined;
  return { context, ...(likelyCause === undefined ? {} : { likelyCause }), confidence: Math.min(mostConfidence, Math.max(0, confidence)) };
};
