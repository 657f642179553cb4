/** What is to be done to which object: a launch's parameters, checked once more before any of them becomes part of a path. */
import * as z from 'zod';
import { InputError } from '#kernel/errors.ts';
import type { Launch } from '#kernel/target.ts';

export const templates = ['restart', 'scale', 'cordon', 'uncordon'] as const;
export type Template = (typeof templates)[number];
export const workloadKinds = ['deployment', 'statefulset', 'daemonset'] as const;

/** One object of the cluster. Its names follow RFC 1123: nothing in them ends or turns a path. */
export type Place =
  | { readonly kind: (typeof workloadKinds)[number]; readonly namespace: string; readonly name: string }
  | { readonly kind: 'node'; readonly name: string };

export interface Action {
  readonly template: Template;
  readonly place: Place;
  /** Of `scale` alone. */
  readonly replicas?: number;
}

/** What policy lets be done. */
export interface Bounds {
  readonly namespaces: readonly string[];
  readonly maxReplicas: number;
}

const labelForm = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
/** RFC 1123 [D: Kubernetes, "Object Names and IDs"]. */
const label = z.string().regex(new RegExp(`^${labelForm}$`));
const subdomain = z
  .string()
  .max(253)
  .regex(new RegExp(`^${labelForm}(?:\\.${labelForm})*$`));

const workload = { namespace: label, name: subdomain };
const scalable = z.enum(['deployment', 'statefulset']).default('deployment');
const parametersOf = {
  restart: z.strictObject({ ...workload, kind: z.enum(workloadKinds).default('deployment') }),
  scale: z.strictObject({ ...workload, kind: scalable, replicas: z.string().regex(/^[1-9][0-9]{0,3}$/) }),
  cordon: z.strictObject({ node: subdomain }),
  uncordon: z.strictObject({ node: subdomain }),
};

/** The first thing wrong, by the parameter's name; never its value, which is somebody's telemetry. */
const parsed = <Shape extends z.ZodType>(schema: Shape, parameters: Launch['parameters']): z.infer<Shape> => {
  const { data, error } = schema.safeParse(parameters);
  if (data !== undefined) return data;
  const [name] = error?.issues[0]?.path ?? [];
  throw new InputError(`The parameters are not what the template takes${name === undefined ? '' : `: ${String(name)}`}.`, {
    reason: 'parameters',
  });
};

/** InputError for a template there is not. */
export const templateFrom = (text: string): Template => {
  const template = templates.find((candidate) => candidate === text);
  if (template === undefined) throw new InputError('There is no such template.', { reason: 'template' });
  return template;
};

/** InputError for what policy does not let be done, or what names no object. */
export const actionOf = ({ template: named, parameters }: Pick<Launch, 'template' | 'parameters'>, bounds: Bounds): Action => {
  const template = templateFrom(named);
  if (template === 'cordon' || template === 'uncordon') {
    return { template, place: { kind: 'node', name: parsed(parametersOf[template], parameters).node } };
  }
  const { replicas, ...place } =
    template === 'scale' ? parsed(parametersOf.scale, parameters) : { ...parsed(parametersOf.restart, parameters), replicas: undefined };
  if (!bounds.namespaces.includes(place.namespace)) throw new InputError('Policy does not name the namespace.', { reason: 'namespace' });
  if (replicas === undefined) return { template, place };
  if (Number(replicas) > bounds.maxReplicas) throw new InputError('That is more replicas than policy allows.', { reason: 'replicas' });
  return { template, place, replicas: Number(replicas) };
};

/** `deployment/shop/checkout`, `node/ip-10-0-0-1`: how people write it. */
export const placeText = (place: Place): string =>
  place.kind === 'node' ? `node/${place.name}` : `${place.kind}/${place.namespace}/${place.name}`;

/** A place as `placeText` writes it, checked again; undefined for anything else. */
export const placeFrom = (text: string): Place | undefined => {
  const [kind, first, second, ...more] = text.split('/');
  if (more.length > 0) return undefined;
  if (kind === 'node')
    return second === undefined && subdomain.safeParse(first).success && first !== undefined ? { kind, name: first } : undefined;
  const { data } = z.object({ kind: z.enum(workloadKinds), ...workload }).safeParse({ kind, namespace: first, name: second });
  return data;
};
