/** Which names an expression refers to, without evaluating it: what creation order and dangling-reference checks need. */

export interface References {
  /** Names used by `Ref`, `Fn::GetAtt` and `Fn::Sub` of the same stack. */
  readonly names: ReadonlySet<string>;
  /** Names of exports, where they are plain text. */
  readonly imports: ReadonlySet<string>;
}

const substituted = (argument: unknown): string[] => {
  const [template, variables] = Array.isArray(argument) ? (argument as unknown[]) : [argument];
  const own = typeof variables === 'object' && variables !== null ? Object.keys(variables) : [];
  return [...String(template).matchAll(/\$\{(?!!)([^}]+)\}/g)]
    .map((match) => match[1] ?? '')
    .filter((name) => !own.includes(name))
    .map((name) => (name.startsWith('AWS::') ? name : (name.split('.')[0] ?? name)));
};

/** Collects the references of `expression`; a branch of `Fn::If` that is not taken does not count (`taken` decides). */
export const referencesOf = (expression: unknown, taken: (condition: string) => boolean): References => {
  const names = new Set<string>();
  const imports = new Set<string>();
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) {
      for (const item of value) visit(item);
      return;
    }
    if (typeof value !== 'object' || value === null) return;
    for (const [key, argument] of Object.entries(value)) {
      if (key === 'Ref') names.add(String(argument));
      else if (key === 'Fn::GetAtt') names.add(String(Array.isArray(argument) ? argument[0] : String(argument).split('.')[0]));
      else if (key === 'Fn::Sub') {
        for (const name of substituted(argument)) names.add(name);
        if (Array.isArray(argument)) visit(argument[1]);
      } else if (key === 'Fn::ImportValue' && typeof argument === 'string') imports.add(argument);
      else if (key === 'Fn::If' && Array.isArray(argument)) visit(taken(String(argument[0])) ? argument[1] : argument[2]);
      else visit(argument);
    }
  };
  visit(expression);
  return { names, imports };
};
