/** The agents' objects: rights, isolation and secrets, in every environment and with both ways to authenticate. */
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { DaemonSet, KubernetesObject, PodSpec } from '#lib/agents/kubernetes.ts';
import { configurations, manifests } from '#lib/agents/manifests.ts';
import { type AgentSettings, agentSettings, agentsSchema } from '#lib/agents/settings.ts';
import { agentFiles } from '#lib/agents/write-manifests.ts';

const settings = (environment: string, agents: object = {}): AgentSettings =>
  agentSettings(
    agentsSchema.parse({
      cluster: { name: 'shop' },
      telegraf: {
        snmp: [{ agents: ['192.0.2.1'] }],
        redfish: [{ address: 'https://192.0.2.2/$HOME', systemId: '$1' }],
        hosts: ['db:5432'],
      },
      ...agents,
    }),
    { endpoint: 'https://api.example', region: 'eu-west-1', environment },
  );

const variants = ['dev', 'staging', 'prod'].flatMap((environment) =>
  [{}, { auth: { kind: 'token', secret: 'warden-token' } }].map((auth) => settings(environment, auth)),
);

const objects = (one: AgentSettings): readonly KubernetesObject[] => Object.values(manifests(one)).flat();
const podsOf = (one: AgentSettings): readonly (readonly [name: string, pod: PodSpec])[] =>
  objects(one).flatMap((object) =>
    'spec' in object && 'template' in object.spec ? [[object.metadata.name, object.spec.template.spec]] : [],
  );

describe.for(variants.map((one) => [`${one.environment}, ${one.auth.kind}`, one] as const))('%s', ([, one]) => {
  it('reads the cluster and changes nothing in it, and Telegraf does not even read', () => {
    const roles = objects(one).filter(({ kind }) => kind === 'ClusterRole');
    expect(roles.map(({ metadata }) => metadata.name)).toEqual(['warden-alloy', 'warden-alloy-events', 'warden-collector']);
    const text = JSON.stringify(roles);
    expect(text).not.toContain('*');
    expect(text).not.toMatch(/secrets|nodes\/proxy|create|update|patch|delete/);
  });

  it('shows the node to Alloy alone, read-only', () => {
    for (const [name, pod] of podsOf(one)) {
      const host = pod.volumes.filter((volume) => 'hostPath' in volume).map((volume) => volume.name);
      expect(host).toEqual(name === 'warden-alloy' ? ['proc', 'sys'] : []);
      for (const { volumeMounts } of pod.containers)
        for (const mount of volumeMounts) if (host.includes(mount.name)) expect(mount.readOnly).toBe(true);
    }
  });

  it('mounts what each volume mount names', () => {
    for (const [name, pod] of podsOf(one))
      for (const { volumeMounts } of pod.containers) {
        const there = [...pod.volumes.map((volume) => volume.name), ...(name === 'warden-collector' ? ['queue'] : [])];
        expect(volumeMounts.map((mount) => mount.name).filter((mount) => !there.includes(mount))).toEqual([]);
      }
  });

  it('has a network policy for every pod, in both directions', () => {
    const policies = objects(one).filter(({ kind }) => kind === 'NetworkPolicy');
    expect(policies.map(({ metadata }) => metadata.name).sort()).toEqual(
      podsOf(one)
        .map(([name]) => name)
        .sort(),
    );
  });

  it('keeps address and secrets out of the configuration', () => {
    const { alloy, collector, events, telegraf } = configurations(one);
    expect([alloy, collector, events, telegraf].join('\n')).not.toContain('api.example');
    expect(telegraf).toContain(`"\${DEVICE_REDFISH_PASSWORD}"`);
    for (const text of [alloy, events, collector]) expect(text.includes('execute-api')).toBe(one.auth.kind === 'sigv4');
  });

  it('writes YAML that reads back as the same objects', () => {
    const files = Object.entries(agentFiles(one)).filter(([name]) => name.startsWith('manifests/'));
    const read = files.flatMap(([, text]) => parseAllDocuments(text).map((document) => document.toJS()));
    expect(read).toEqual(JSON.parse(JSON.stringify(objects(one))));
  });
});

it('does not let a device name a variable of the environment', () => {
  const { telegraf } = configurations(settings('dev'));
  expect(telegraf).toContain('"https://192.0.2.2/$$HOME"');
  expect(telegraf).toContain('"$$1"');
});

it('replaces pods when their configuration changes, and only theirs', () => {
  const digest = (one: AgentSettings, kind: string) =>
    (objects(one).find((object) => object.kind === kind) as DaemonSet).spec.template.metadata.annotations?.['streamwarden/config'];
  const before = settings('dev');
  const after = settings('dev', { telegraf: { hosts: ['other:1'] } });
  expect(digest(after, 'DaemonSet')).toBe(digest(before, 'DaemonSet'));
  const telegraf = (one: AgentSettings) =>
    (objects(one).find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === 'warden-telegraf') as unknown as DaemonSet).spec
      .template.metadata.annotations;
  expect(telegraf(after)).not.toEqual(telegraf(before));
});

it('has no Telegraf where there is nothing to ask', () => {
  expect(Object.keys(manifests(settings('dev', { telegraf: {} })))).toEqual(['namespace', 'alloy', 'alloy-events', 'collector']);
});
