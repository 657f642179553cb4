/** A certificate for the domains of the local cloud, signed by itself and made for one run. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServerCertificate } from '#lib/local/front/domain-server.ts';

/** For `localhost` and 127.0.0.1, valid for a month; undefined where the command `openssl` is not to be had, since Node makes no certificates. */
export const makeServerCertificate = (): ServerCertificate | undefined => {
  const folder = mkdtempSync(join(tmpdir(), 'streamwarden-tls-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  try {
    const names = 'subjectAltName=DNS:localhost,IP:127.0.0.1';
    const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-noenc'];
    execFileSync(
      'openssl',
      ['req', '-x509', ...curve, '-days', '30', '-subj', '/CN=localhost', '-addext', names, '-keyout', key, '-out', cert],
      { stdio: 'ignore' },
    );
    return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  } catch {
    return undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
