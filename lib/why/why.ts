/** `warden why`: why was I (not) paged? */
import { askWhy } from './ask.ts';
import { whyText } from './why-text.ts';

export interface WhyOptions {
  readonly at?: string;
  readonly url: string;
  readonly json: boolean;
}

/** Prints the answer; the exit code. `token` is a bearer's, for a deployment that asks for one. */
export const whyCommand = async (subject: string, options: WhyOptions, token: string | undefined): Promise<number> => {
  const { at, url } = options;
  const answer = await askWhy({ subject, url, ...(at === undefined ? {} : { at }), ...(token === undefined ? {} : { token }) });
  process.stdout.write(options.json ? `${JSON.stringify(answer, undefined, 2)}\n` : whyText(answer));
  return 0;
};
