/** collectd's value list: what one plugin measured on one host at one time, whichever format it came in. */
import type { Resource } from '#kernel/resource.ts';
import type { MetricData, Signal } from '#kernel/signal.ts';

/** A number of a value list. */
export interface Sample {
  /** `value` where there is one only. */
  readonly name: string;
  /** `none` is a value that is not known yet: a rate after one reading. */
  readonly data: MetricData;
}

export interface ValueList {
  readonly host: string;
  readonly plugin: string;
  readonly pluginInstance: string;
  readonly type: string;
  readonly typeInstance: string;
  /** Nanoseconds since the epoch; 0 where it was not said. */
  readonly time: bigint;
  readonly samples: readonly Sample[];
}

/** Seconds with a fraction as nanoseconds, exact to the microsecond a double still holds; undefined where they are no time. */
export const secondsToNanos = (seconds: unknown): bigint | undefined => {
  if (typeof seconds !== 'number' || !(Math.abs(seconds) < 9_000_000_000)) return undefined;
  return BigInt(Math.round(seconds * 1e6)) * 1_000n;
};

/** Resources by host; one request speaks of few. */
export type Hosts = (host: string) => Resource;

export const createHosts = (): Hosts => {
  const known = new Map<string, Resource>();
  return (host) => {
    let resource = known.get(host);
    if (resource === undefined) {
      resource = { attributes: host === '' ? {} : { 'host.name': host } };
      known.set(host, resource);
    }
    return resource;
  };
};

/** One metric a sample, named as Prometheus' collectd_exporter names it: `collectd_<plugin>_<type>_<name>`, without what would say the same twice. */
export const addValueList = (list: ValueList, hosts: Hosts, part: () => void, signals: Signal[]): void => {
  const { plugin, type, time } = list;
  const base = plugin === type ? `collectd_${type}` : `collectd_${plugin}_${type}`;
  const resource = hosts(list.host);
  const attributes = {
    'collectd.plugin': plugin,
    ...(list.pluginInstance !== '' && { 'collectd.plugin_instance': list.pluginInstance }),
    'collectd.type': type,
    ...(list.typeInstance !== '' && { 'collectd.type_instance': list.typeInstance }),
  };
  for (const { name, data } of list.samples) {
    part();
    signals.push({ kind: 'metric', timeUnixNano: time, resource, attributes, name: name === 'value' ? base : `${base}_${name}`, data });
  }
};
