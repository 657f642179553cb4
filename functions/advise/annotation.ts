/** An opinion as an entry beside the timeline: whose it is comes first, and that nothing follows from it. */
import type { Alert } from '#kernel/alert.ts';
import type { TimelineEntry } from '#kernel/incident.ts';
import type { NamedCause, Opinion } from '#kernel/opinion.ts';
import { readableText } from '#kernel/readable-text.ts';
import type { OpinionRequest } from './request.ts';

const shownTitle = 120;
const shownModel = 80;

const causeText = (cause: NamedCause): string => readableText(cause.kind === 'alert' ? cause.title : cause.service, shownTitle);

const sentence = (text: string): string => (/[.!?…]$/.test(text) ? text : `${text}.`);

/** The one entry of an alert in an incident, whoever is asked how often. */
export const annotationOf = (
  { incidentId, fingerprint }: OpinionRequest,
  { title }: Alert,
  { context, likelyCause, confidence, provider, model }: Opinion,
  at: number,
): TimelineEntry => {
  const percent = Math.round(confidence * 100);
  const cause = likelyCause === undefined ? 'It names no cause' : `It names as likeliest cause: ${causeText(likelyCause)}`;
  return {
    incidentId,
    at,
    kind: 'second_opinion',
    causeId: fingerprint,
    by: 'advise',
    reason: `A model’s remark (${provider}, ${readableText(model, shownModel)}), which decides nothing, on ${readableText(title, shownTitle)}: ${sentence(context)} ${cause} (${percent} % sure).`,
    detail: {
      fingerprint,
      provider,
      model,
      confidence,
      ...(likelyCause === undefined
        ? {}
        : likelyCause.kind === 'alert'
          ? { causeAlert: likelyCause.fingerprint }
          : { causeService: likelyCause.service }),
    },
  };
};
