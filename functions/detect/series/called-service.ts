/** Whom a client span calls, by OpenTelemetry's semantic conventions, old and new. */
import { attributeText } from '#kernel/resource.ts';
import type { SpanSignal } from '#kernel/signal.ts';

/** The service's own name first; then the host that was dialled. */
const names = ['service.peer.name', 'peer.service'] as const;
const hosts = ['server.address', 'net.peer.name'] as const;
const maxLength = 100;

const isAddress = (host: string): boolean => /^[\d.]+$/.test(host) || host.includes(':') || host === 'localhost';

/** In a cluster the first label is the service: `payment.shop.svc.cluster.local`. Elsewhere the whole name is. */
const serviceOf = (host: string): string => (/\.svc(?:\.|$)|\.cluster\.local$/.test(host) ? (host.split('.')[0] ?? host) : host);

/** The name of the called service; undefined for calls within, and for bare addresses, which come and go. */
export const calledService = ({ spanKind, attributes }: SpanSignal): string | undefined => {
  if (spanKind !== 'client' && spanKind !== 'producer') return undefined;
  for (const name of names) {
    const service = attributeText(attributes, name);
    if (service !== undefined && service !== '') return service.slice(0, maxLength).toWellFormed();
  }
  for (const name of hosts) {
    const host = attributeText(attributes, name)?.toLowerCase();
    if (host !== undefined && host !== '' && !isAddress(host)) return serviceOf(host).slice(0, maxLength).toWellFormed();
  }
  return undefined;
};
