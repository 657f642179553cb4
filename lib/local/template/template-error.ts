/** What is wrong with a template, in one line: what and where. */

export class TemplateError extends Error {
  constructor(where: string, what: string) {
    super(`${where}: ${what}`.replaceAll('\n', ' '));
    this.name = 'TemplateError';
  }
}
