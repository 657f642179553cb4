/** Who sent an item: Sentry knows projects and releases, the pipeline services and versions. */
import type { JsonObject } from '#kernel/reading/json.ts';
import type { AttributeDraft } from '#kernel/reading/values.ts';
import type { Attributes, Resource, Scope } from '#kernel/resource.ts';
import { objectOf, setTexts, take, textOf } from './fields.ts';

/** What an item says of its sender. */
export interface Sender {
  /** `package@version+build`, or a version of any form. */
  readonly release?: string | undefined;
  readonly environment?: string | undefined;
  readonly dist?: string | undefined;
  readonly host?: string | undefined;
  readonly sdkName?: string | undefined;
  readonly sdkVersion?: string | undefined;
  readonly runtimeName?: string | undefined;
  readonly runtimeVersion?: string | undefined;
  /** Attributes of the cloud it runs in, already in OpenTelemetry's words. */
  readonly cloud?: Attributes;
}

export interface Held {
  readonly resource: Resource;
  readonly scope?: Scope;
}

export type Hold = (sender: Sender) => Held;

/** Name and version of a release; Sentry's SDKs and build tools write `checkout@1.4.2`. An address is left whole: taken apart at its `@`, its password would no longer be seen for one. */
const releaseParts = (release: string | undefined): readonly [string | undefined, string | undefined] => {
  if (release === undefined) return [undefined, undefined];
  const at = release.lastIndexOf('@');
  const name = release.slice(0, Math.max(0, at));
  return name === '' || at === release.length - 1 || /\s|:\/\//.test(name) ? [undefined, release] : [name, release.slice(at + 1)];
};

const resourceOf = (project: string, sender: Sender): Resource => {
  const [name, version] = releaseParts(sender.release);
  const attributes: AttributeDraft = { ...sender.cloud };
  setTexts(attributes, {
    'service.name': name ?? `sentry-project-${project}`,
    'service.version': version,
    'deployment.environment.name': sender.environment,
    'host.name': sender.host,
    'process.runtime.name': sender.runtimeName,
    'process.runtime.version': sender.runtimeVersion,
    'sentry.project.id': project,
    'sentry.dist': sender.dist,
  });
  return { attributes };
};

/** Resources and scopes of one request; equal senders share one. What an item does not say of its SDK, the envelope's header does. */
export const holder = (project: string, sdk: JsonObject): Hold => {
  const held = new Map<string, Held>();
  return (sender) => {
    const key = JSON.stringify(sender);
    let known = held.get(key);
    if (known === undefined) {
      const resource = resourceOf(project, sender);
      const name = sender.sdkName ?? textOf(sdk['name'], 200);
      const version = sender.sdkName === undefined ? textOf(sdk['version'], 200) : sender.sdkVersion;
      known = name === undefined ? { resource } : { resource, scope: version === undefined ? { name } : { name, version } };
      held.set(key, known);
    }
    return known;
  };
};

/** Of events, transactions, feedback and check-ins. */
export const senderOf = (payload: JsonObject): Sender => {
  const contexts = objectOf(payload['contexts']);
  const runtime = objectOf(contexts['runtime']);
  const sdk = objectOf(payload['sdk']);
  const cloud: AttributeDraft = {};
  for (const [key, value] of Object.entries(objectOf(contexts['cloud_resource'])).slice(0, 20))
    if (/^(?:cloud|host|faas)\.[a-z_.]{1,60}$/.test(key) && typeof value === 'string') cloud[key] = value.slice(0, 1_000).toWellFormed();
  return {
    release: textOf(payload['release'], 250),
    environment: textOf(payload['environment'], 250),
    dist: textOf(payload['dist'], 250),
    host: textOf(payload['server_name'], 250),
    sdkName: textOf(sdk['name'], 200),
    sdkVersion: textOf(sdk['version'], 200),
    runtimeName: textOf(runtime['name'], 200),
    runtimeVersion: textOf(runtime['version'], 200),
    cloud,
  };
};

/** Of logs, metrics and spans of version 2, which name their sender in attributes: those are taken out. */
export const takeSender = (attributes: AttributeDraft, hostKey?: 'server.address'): Sender => ({
  release: take(attributes, 'sentry.release'),
  environment: take(attributes, 'sentry.environment'),
  dist: take(attributes, 'sentry.dist'),
  host: hostKey === undefined ? undefined : take(attributes, hostKey),
  sdkName: take(attributes, 'sentry.sdk.name'),
  sdkVersion: take(attributes, 'sentry.sdk.version'),
  runtimeName: take(attributes, 'process.runtime.name'),
  runtimeVersion: take(attributes, 'process.runtime.version'),
});
