/** What a service refuses of a template's resource is the template's mistake: one line with its place. */
import { TemplateError } from '../template/template-error.ts';

export const orTemplateError = <Result>(where: string, create: () => Result): Result => {
  try {
    return create();
  } catch (error) {
    throw error instanceof TemplateError ? error : new TemplateError(where, error instanceof Error ? error.message : String(error));
  }
};
