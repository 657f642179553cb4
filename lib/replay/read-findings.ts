/** Findings as the queue accepted them. */
import { type Finding, findingSchema } from '#kernel/finding.ts';

const parseFinding = (body: string): readonly Finding[] => {
  try {
    const finding = findingSchema.safeParse(JSON.parse(body));
    return finding.success ? [finding.data] : [];
  } catch {
    return [];
  }
};

/** What is no finding is left out: route quarantines it. */
export const readFindings = (bodies: readonly string[]): readonly Finding[] => bodies.flatMap(parseFinding);
