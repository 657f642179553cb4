/** The names of what a plan destroys. They stand only in the plan's own JSON, which HCP Terraform gives to workspace administrators alone. */
import { AppError } from '#kernel/errors.ts';
import { type Http, type HttpAnswer, repeatable } from '#kernel/http.ts';
import { readableText } from '#kernel/readable-text.ts';
import { answerIn } from '#kernel/rest-client.ts';
import type { TerraformApi } from './api.ts';
import { planJsonSchema } from './wire.ts';

const namedAtMost = 10;

/** A plan is kept at Terraform's own host (Enterprise) or at `archivist.` beside it; nothing is fetched from anywhere else. */
const isPlanStore = (base: string, location: string): boolean => {
  const url = URL.parse(location);
  const { host } = new URL(base);
  return (
    url !== null &&
    url.protocol === 'https:' &&
    url.username === '' &&
    (url.host === host || url.host === `archivist.${host.replace(/^app\./, '')}`)
  );
};

/** The address holds a secret of its own and gets no token: https://developer.hashicorp.com/terraform/cloud-docs/api-docs#blob-storage-authentication [D]. */
const stored = async (answer: HttpAnswer, base: string, http: Http): Promise<HttpAnswer | undefined> => {
  if (answer.status === 200) return answer;
  const { location = '' } = answer.headers;
  if (answer.status !== 307 || !isPlanStore(base, location)) return undefined;
  return repeatable(http)({ method: 'GET', url: location, headers: { accept: 'application/json' } });
};

/** In words; undefined when the token may not know, or the plan is too large to read. Nothing else of the plan is kept: it may hold secrets. */
export const destructionsOf = async (planId: string, api: TerraformApi, base: string, http: Http): Promise<string | undefined> => {
  try {
    const answer = await stored(await api.get(`plans/${planId}/json-output`), base, http);
    const plan = answer?.status === 200 ? answerIn(planJsonSchema, answer) : undefined;
    const gone = plan?.resource_changes.filter(({ change }) => change.actions.includes('delete')).map(({ address }) => address) ?? [];
    if (gone.length === 0) return undefined;
    const names = gone.slice(0, namedAtMost).map((address) => readableText(address, 100));
    return names.join(', ') + (gone.length > names.length ? ` and ${gone.length - names.length} more` : '');
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
};
