/** Every permission of the templates' roles, and the templates without one of it. */
import type { Resource, Stack } from '#lib/local/template/assembly.ts';

type Many = string | readonly string[];
type Resources = readonly unknown[];

interface Statement {
  readonly Effect: string;
  readonly Action?: Many;
  readonly Resource?: unknown;
}

interface Document {
  readonly Statement: Statement | readonly Statement[];
}

/** One action on one resource of one policy statement. */
export interface Removal {
  readonly action: string;
  /** The templates without it. */
  amend(stack: Stack): Stack;
}

const policyTypes: readonly string[] = ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy'];

const statementsOf = (resource: Resource): readonly Statement[] => {
  const document = resource.Properties?.['PolicyDocument'] as Document | undefined;
  return document === undefined ? [] : [document.Statement].flat();
};

/** A statement without one action on one resource: what is left of it are up to two. */
const split = (statement: Statement, action: string, resourceIndex: number): readonly Statement[] => {
  const others = [statement.Action ?? []].flat().filter((one) => one !== action);
  const left = [statement.Resource].flat().filter((_, index) => index !== resourceIndex);
  return [
    ...(others.length > 0 ? [{ ...statement, Action: others }] : []),
    ...(left.length > 0 ? [{ ...statement, Action: action, Resource: left }] : []),
  ];
};

const amended = (stack: Stack, logicalId: string, statementIndex: number, action: string, resourceIndex: number): Stack => {
  const resource = stack.template.Resources?.[logicalId];
  if (resource === undefined) return stack;
  const Statement = statementsOf(resource).flatMap((one, index) => (index === statementIndex ? split(one, action, resourceIndex) : [one]));
  const Properties = { ...resource.Properties, PolicyDocument: { Version: '2012-10-17', Statement } };
  return {
    ...stack,
    template: { ...stack.template, Resources: { ...stack.template.Resources, [logicalId]: { ...resource, Properties } } },
  };
};

const ofPolicy = (stack: Stack, logicalId: string, resource: Resource): readonly Removal[] =>
  statementsOf(resource).flatMap((statement, statementIndex) => {
    const resources: Resources = [statement.Resource].flat();
    return [statement.Action ?? []].flat().flatMap((action) =>
      resources.map((_, resourceIndex) => ({
        action,
        amend: (other: Stack) => (other.name === stack.name ? amended(other, logicalId, statementIndex, action, resourceIndex) : other),
      })),
    );
  });

/** In the order of the templates. */
export const removalsOf = (stacks: readonly Stack[]): readonly Removal[] =>
  stacks.flatMap((stack) =>
    Object.entries(stack.template.Resources ?? {})
      .filter(([, { Type }]) => policyTypes.includes(Type))
      .flatMap(([logicalId, resource]) => ofPolicy(stack, logicalId, resource)),
  );
