/** Serves the domains of the template, each on a port of its own, as far as this machine can. */
import { type ApiParts, type DomainParts, host } from '../cloud-parts.ts';
import type { Entrance } from './choose-api.ts';
import { listenForDomain, type ServerCertificate } from './domain-server.ts';
import type { HttpRequest, HttpResponse } from './http-message.ts';
import type { FrontServer } from './server.ts';

interface ServedDomains {
  /** Addresses by name. Left out: what asks for certificates by a trust store that is not here. */
  readonly urls: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** Nothing is served without a certificate to serve it with. */
export const serveDomains = async (
  domains: Iterable<DomainParts>,
  apis: ReadonlyMap<string, ApiParts>,
  certificate: ServerCertificate | undefined,
  handle: (request: HttpRequest, entrance: Entrance<ApiParts>) => Promise<HttpResponse>,
): Promise<ServedDomains> => {
  const servers: FrontServer[] = [];
  const urls: Record<string, string> = {};
  for (const { name, apiId, asksForCertificate, trustStore } of domains) {
    const api = apis.get(apiId ?? '');
    if (certificate === undefined || api === undefined || (asksForCertificate && trustStore === undefined)) continue;
    const server = await listenForDomain({ ...certificate, ca: trustStore }, (request, shown) =>
      handle(request, { api, ...(shown === undefined ? {} : { certificate: shown }) }),
    );
    servers.push(server);
    urls[name] = `https://${host}:${server.port}`;
  }
  return { urls, close: async () => void (await Promise.all(servers.map((server) => server.close()))) };
};
