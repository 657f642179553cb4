/** Calls exactly the hosts that policy names, at addresses it may: what remediations reach, and nothing else, whatever a name resolves to. */
import { ConfigError } from '#kernel/errors.ts';
import type { Http } from '#kernel/http.ts';
import { checkLiteral, guardedLookup, type Resolve } from './guarded-lookup.ts';
import { httpClient, type Send } from './http-client.ts';
import { httpsSend } from './https-send.ts';

/** Where calls may go. */
interface Egress {
  /** `host` or `host:port`, as `URL.host` has it. */
  readonly hosts: readonly string[];
  /** Host names that may have private addresses. */
  readonly privateHosts: readonly string[];
}

interface GuardedOptions {
  readonly timeoutMs?: number;
  readonly maxBodyBytes?: number;
  /** PEM; then no other authority is trusted. */
  readonly certificateAuthority?: string;
  readonly resolve?: Resolve;
}

/** ConfigError for a host that policy does not name, UpstreamError (`address_refused`) for an address it may not have; else as `httpClient`. */
export const guardedClient = ({ hosts, privateHosts }: Egress, options: GuardedOptions = {}): Http => {
  const { resolve, certificateAuthority, ...bounds } = options;
  const trust = certificateAuthority === undefined ? {} : { certificateAuthority };
  const senders = {
    public: httpsSend({ lookup: guardedLookup(false, resolve), ...trust }),
    private: httpsSend({ lookup: guardedLookup(true, resolve), ...trust }),
  };
  const send: Send = async (url, init) => {
    const { host, hostname } = new URL(url);
    if (!hosts.includes(host)) throw new ConfigError('Only hosts that policy names are called.', { reason: 'host' });
    const isPrivate = privateHosts.includes(hostname);
    checkLiteral(hostname, isPrivate);
    return senders[isPrivate ? 'private' : 'public'](url, init);
  };
  return httpClient({ ...bounds, fetch: send });
};
