/** The deployed templates with another front door: what the app makes of its settings, around the functions that are bundled already. */
import { relative } from 'node:path';
import type { Resource, Stack } from '#lib/local/template/assembly.ts';
import { projectContext, root, synthesise } from '#test/infra/synthesise.ts';

/** Stands for the address of a test's issuer, which has no TLS. */
export const issuerAddress = 'https://issuer.example.com';

const ofTheDoor = (type: string): boolean => type.startsWith('AWS::ApiGatewayV2::') || type === 'AWS::Lambda::Permission';

interface AgentsDoorCase {
  /** `frontDoor` of the environment; `jwt.issuer` is `issuerAddress`. */
  readonly frontDoor: object;
  /** Where that issuer really is. */
  readonly issuer?: string;
  /** The file that a domain trusts. */
  readonly trustStore?: string;
}

/** Changes the pipeline's template as if the environment had been synthesised so. */
export const agentsDoor = ({ frontDoor, issuer = issuerAddress, trustStore }: AgentsDoorCase): ((stack: Stack) => Stack) => {
  const environments = projectContext()['environments'] as Record<string, Record<string, unknown>>;
  const { pipeline } = synthesise('dev', { context: { environments: { ...environments, dev: { ...environments['dev'], frontDoor } } } });
  const resources = JSON.parse(JSON.stringify(pipeline).replaceAll(issuerAddress, issuer)) as typeof pipeline;
  const door = resources.filter(({ Type }) => ofTheDoor(Type)).map(({ id, ...resource }) => [id, resource] as const);
  const [, hash] = /\/([0-9a-f]{64})\.pem/.exec(JSON.stringify(door)) ?? [];
  return (stack) => {
    if (!stack.name.endsWith('-pipeline')) return stack;
    const kept = Object.entries(stack.template.Resources ?? {}).filter(([, { Type }]) => !ofTheDoor(Type));
    const Resources: Record<string, Resource> = Object.fromEntries([...kept, ...door]);
    const assets = new Map(stack.assets);
    if (hash !== undefined && trustStore !== undefined) assets.set(hash, trustStore);
    return { ...stack, assets, template: { ...stack.template, Resources } };
  };
};

/** A path as `cdk.json` says it. */
export const inProject = (path: string): string => relative(root, path);
