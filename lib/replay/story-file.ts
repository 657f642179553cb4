/** `story.yaml`: what a recording is about, when it begins, and what people do while it plays. */
import { parse } from 'yaml';
import * as z from 'zod';
import { schemaIssues } from '#kernel/schema-issues.ts';
import { durationMs, isDuration } from './duration.ts';
import { UsageError } from './usage-error.ts';

const duration = z.string().refine(isDuration, 'a duration such as PT26M30S').transform(durationMs);

const actionSchema = z.strictObject({
  /** Since the start. */
  at: duration,
  person: z.string().min(1).max(100),
  /** On the latest incident, or on the latest approval asked for. */
  does: z.enum(['acknowledge', 'resolve', 'approve', 'reject']),
  /** Over the API as the person, or by the signed link in the last message that offers one. */
  by: z.enum(['api', 'link']).default('link'),
});

const storySchema = z.strictObject({
  title: z.string().min(1).max(100),
  description: z.string().default(''),
  startAt: z.iso.datetime().transform((text) => Date.parse(text)),
  /** Until when time goes on after the last request, if it is later. */
  endsAt: duration.optional(),
  people: z.array(actionSchema).default([]),
});

/** Times in milliseconds: `startAt` since the epoch, `at` and `endsAt` since the start. */
export type Story = z.infer<typeof storySchema>;
/** What one person does at one time. */
export type PersonAction = z.infer<typeof actionSchema>;

/** UsageError with the file's name when it is not a story. */
export const parseStory = (text: string, file: string): Story => {
  let value: unknown;
  try {
    // The core schema leaves dates as the text they are.
    value = parse(text, { schema: 'core' });
  } catch (error) {
    throw new UsageError(`${file}: not YAML: ${error instanceof Error ? error.message.split('\n')[0] : ''}`);
  }
  const story = storySchema.safeParse(value);
  if (!story.success) throw new UsageError(`${file}: ${schemaIssues(story.error, 'the file').join('; ')}`);
  return story.data;
};
