/** A domain of an API on this machine: TLS 1.2 or later, and certificates asked for as API Gateway asks. */
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { PeerCertificate, TLSSocket } from 'node:tls';
import { type HttpRequest, type HttpResponse, jsonResponse } from './http-message.ts';
import { answer, type FrontServer } from './server.ts';

/** The server's own key and certificate, in PEM. */
export interface ServerCertificate {
  readonly key: string;
  readonly cert: string;
}

/** What a function is told of the certificate a client showed (payload format 2.0) [D]. */
export interface ClientCertificate {
  readonly clientCertPem: string;
  readonly subjectDN: string;
  readonly issuerDN: string;
  readonly serialNumber: string;
  readonly validity: { readonly notBefore: string; readonly notAfter: string };
}

const nameOf = (parts: PeerCertificate['subject']): string =>
  Object.entries(parts)
    .map(([name, value]) => `${name}=${[value].flat().join('+')}`)
    .join(',');

const clientCertificateOf = ({ raw, subject, issuer, serialNumber, valid_from, valid_to }: PeerCertificate): ClientCertificate => ({
  clientCertPem: `-----BEGIN CERTIFICATE-----\n${(raw.toString('base64').match(/.{1,64}/g) ?? []).join('\n')}\n-----END CERTIFICATE-----\n`,
  subjectDN: nameOf(subject),
  issuerDN: nameOf(issuer),
  serialNumber,
  validity: { notBefore: valid_from, notAfter: valid_to },
});

type Handler = (request: HttpRequest, certificate: ClientCertificate | undefined) => Promise<HttpResponse | undefined>;

/** Whose certificates are taken: `ca` is a PEM bundle; undefined where nobody is asked. */
interface DomainTls extends ServerCertificate {
  readonly ca: string | undefined;
}

/**
 * Listens on 127.0.0.1 at a free port. Who shows no certificate is cut off [U: in which words AWS does it], who shows one of another
 * authority is answered 403 [S: AWS knowledge centre].
 */
export const listenForDomain = async ({ key, cert, ca }: DomainTls, handle: Handler): Promise<FrontServer> => {
  const asking = ca === undefined ? {} : { ca, requestCert: true, rejectUnauthorized: false };
  const sockets = new Set<Duplex>();
  const server = createServer(
    { key, cert, minVersion: 'TLSv1.2', requestTimeout: 0, headersTimeout: 30_000, ...asking },
    (request, response) => {
      const socket = request.socket as TLSSocket;
      if (ca === undefined) return void answer((given) => handle(given, undefined), request, response);
      const shown = socket.getPeerCertificate();
      if (Object.keys(shown).length === 0) return void socket.destroy();
      const serve = socket.authorized
        ? (given: HttpRequest) => handle(given, clientCertificateOf(shown))
        : async () => jsonResponse(403, { message: 'Forbidden' });
      return void answer(serve, request, response);
    },
  );
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
};
