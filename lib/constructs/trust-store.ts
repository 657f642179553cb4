/** The certificates of whose holders the front door's domain lets in: checked before anything is sent. */
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** What API Gateway takes [D: "Configuring mutual TLS authentication for an HTTP API"]: 1,000 certificates and 1 MB a trust store. */
const maxCertificates = 1_000;
const maxBytes = 1024 * 1024;
const minRsaBits = 2_048;

const oneCertificate = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

const parse = (pem: string): X509Certificate | undefined => {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
};

/** What is wrong with one certificate, as the end of a sentence. */
const mistakeIn = (pem: string, now: number): string | undefined => {
  const certificate = parse(pem);
  if (certificate === undefined) return 'cannot be read';
  const whose = `(${certificate.subject.replaceAll('\n', ', ')})`;
  if (!certificate.ca) return `${whose} is not of a certificate authority`;
  if (certificate.validToDate.getTime() <= now) return `${whose} expired on ${certificate.validToDate.toISOString().slice(0, 10)}`;
  const { asymmetricKeyType: type, asymmetricKeyDetails: { modulusLength = 0 } = {} } = certificate.publicKey;
  return type === 'rsa' && modulusLength < minRsaBits ? `${whose} has an RSA key of less than ${minRsaBits} bits` : undefined;
};

/** What is wrong with a PEM bundle, in one line; undefined for nothing. `now`: milliseconds since the epoch. */
export const trustStoreMistake = (path: string, now: number): string | undefined => {
  let text: string;
  try {
    text = readFileSync(path, 'latin1');
  } catch {
    return 'cannot be read';
  }
  if (text.includes('PRIVATE KEY-----')) return 'holds a private key, which would be uploaded; leave certificates only';
  if (text.length > maxBytes) return 'is larger than 1 MB';
  const certificates = text.match(oneCertificate) ?? [];
  if (certificates.length === 0) return 'holds no certificate in PEM (-----BEGIN CERTIFICATE-----)';
  if (certificates.length > maxCertificates) return `holds more than ${maxCertificates} certificates`;
  for (const [index, certificate] of certificates.entries()) {
    const mistake = mistakeIn(certificate, now);
    if (mistake !== undefined) return `certificate ${index + 1} ${mistake}`;
  }
  return undefined;
};
