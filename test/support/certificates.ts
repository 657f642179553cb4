/** Certificates for tests, made by the command openssl: authorities, and what they sign. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** In PEM. */
export interface Credential {
  readonly key: string;
  readonly cert: string;
}

const elliptic = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];

const request = (name: string, folder: string, more: readonly string[], key: readonly string[] = elliptic): Credential => {
  const files = { key: join(folder, 'made.key'), cert: join(folder, 'made.pem') };
  const out = ['-keyout', files.key, '-out', files.cert];
  execFileSync('openssl', ['req', '-x509', ...key, '-noenc', '-days', '30', '-subj', `/O=Streamwarden tests/CN=${name}`, ...more, ...out], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  return { key: readFileSync(files.key, 'utf8'), cert: readFileSync(files.cert, 'utf8') };
};

const inFolder = <Result>(work: (folder: string) => Result): Result => {
  const folder = mkdtempSync(join(tmpdir(), 'streamwarden-certificates-'));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

export const authority = (name: string, key?: readonly string[]): Credential => inFolder((folder) => request(name, folder, [], key));

/** A certificate of an authority; signed by itself without one. */
export const leaf = (name: string, by?: Credential): Credential =>
  inFolder((folder) => {
    const noAuthority = ['-addext', 'basicConstraints=critical,CA:FALSE'];
    if (by === undefined) return request(name, folder, noAuthority);
    const files = [join(folder, 'ca.pem'), join(folder, 'ca.key')] as const;
    writeFileSync(files[0], by.cert);
    writeFileSync(files[1], by.key);
    return request(name, folder, ['-CA', files[0], '-CAkey', files[1], ...noAuthority]);
  });
