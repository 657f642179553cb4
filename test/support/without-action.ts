/** Takes permissions out of a stack's template, as a careless edit would. */
import type { Resource, Stack } from '#lib/local/template/assembly.ts';

interface Statement {
  readonly Action: string | readonly string[];
}

const policies = ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy'];

const without = (resource: Resource, action: string): Resource => {
  const document = resource.Properties?.['PolicyDocument'] as { readonly Statement: readonly Statement[] };
  const Statement = document.Statement.map((statement) => ({
    ...statement,
    Action: [statement.Action].flat().filter((one) => one !== action),
  })).filter((statement) => statement.Action.length > 0);
  return { ...resource, Properties: { ...resource.Properties, PolicyDocument: { ...document, Statement } } };
};

/** Removes an action from every policy whose logical id begins with a prefix (`StagesClassifyRole`). Throws when none held it. */
export const withoutAction =
  (idPrefix: string, action: string) =>
  (stack: Stack): Stack => {
    const resources = Object.entries(stack.template.Resources ?? {});
    if (!resources.some(([, { Type }]) => policies.includes(Type))) return stack;
    const holds = ([id, resource]: readonly [string, Resource]): boolean =>
      id.startsWith(idPrefix) && policies.includes(resource.Type) && JSON.stringify(resource.Properties).includes(`"${action}"`);
    if (!resources.some(holds)) throw new Error(`No policy of ${idPrefix} holds ${action}.`);
    const Resources = Object.fromEntries(resources.map((entry) => [entry[0], holds(entry) ? without(entry[1], action) : entry[1]]));
    return { ...stack, template: { ...stack.template, Resources } };
  };
