/** Which hosts are this machine's or a private network's: there alone a call may go without TLS. */

const privateIpv4 = (host: string): boolean => {
  const parts = host.split('.').map(Number);
  const [first = -1, second = -1] = parts;
  if (parts.length !== 4 || parts.some((part) => !Number.isInteger(part))) return false;
  // Not 169.254: the machine's own credentials are served there.
  return first === 10 || first === 127 || (first === 172 && second >= 16 && second <= 31) || (first === 192 && second === 168);
};

const privateNames = ['localhost', 'internal', 'local', 'svc', 'lan', 'home.arpa'];

/**
 * True for loopback, the private ranges of IPv4 (RFC 1918) and IPv6 (RFC 4193), and names that no public DNS serves: `localhost`,
 * `*.internal`, `*.local`, `*.svc`. `host` is `URL.hostname`, which has brought every spelling of an address to one.
 */
export const isPrivateHost = (host: string): boolean => {
  if (host.startsWith('[')) return host === '[::1]' || /^\[f[cd][0-9a-f]{2}:/.test(host);
  return privateIpv4(host) || privateNames.some((name) => host === name || host.endsWith(`.${name}`));
};

/** True for https anywhere, and for http to a private host. */
export const isSafeAddress = (address: string): boolean => {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, username, password } = new URL(address);
  if (username !== '' || password !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && isPrivateHost(hostname));
};
