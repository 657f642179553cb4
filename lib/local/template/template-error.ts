/** What is wrong with a template, in one line: what and where. */

export class TemplateError extends Error {
  constructor(where: string, what: string, cause?: unknown) {
    super(`${where}: ${what}`.replaceAll(/\s*\n\s*/g, ' '), { cause });
    this.name = 'TemplateError';
  }
}
