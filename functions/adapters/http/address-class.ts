/** What an IP address is: public, private to somebody's network, or never to be called. IANA's special-purpose registries (RFC 6890, https://www.iana.org/assignments/iana-ipv4-special-registry, …iana-ipv6-special-registry [D]). */
import { BlockList, isIPv4, isIPv6 } from 'node:net';

/** `forbidden`: this machine, its link (where the credentials of machines are served), groups of machines, and what routes nowhere. */
export type AddressClass = 'public' | 'private' | 'forbidden';

const blocks = (family: 'ipv4' | 'ipv6', prefixes: readonly string[]): ((address: string) => boolean) => {
  const list = new BlockList();
  for (const prefix of prefixes) {
    const [address = '', bits] = prefix.split('/');
    list.addSubnet(address, Number(bits), family);
  }
  return (address) => list.check(address, family);
};

/** RFC 1918, and the shared space of RFC 6598 that clusters use for pods. */
const isPrivateV4 = blocks('ipv4', ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10']);
const isForbiddenV4 = blocks('ipv4', [
  ...['0.0.0.0/8', '127.0.0.0/8', '169.254.0.0/16', '192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24'],
  ...['198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'],
]);
/** RFC 4193, without the addresses at which AWS serves instances: metadata, time and names. */
const isPrivateV6 = blocks('ipv6', ['fc00::/7']);
const isAwsOwn = blocks('ipv6', ['fd00:ec2::/32']);
/** Global unicast is all of 2000::/3 but the protocols' own, documentation, and 6to4, which hides an IPv4 address. */
const isGlobalV6 = blocks('ipv6', ['2000::/3']);
const isForbiddenV6 = blocks('ipv6', ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20']);
/** IPv4 in IPv6: mapped (RFC 4291) and NAT64's own prefix (RFC 6052), which DNS64 answers with. */
const holdsV4 = blocks('ipv6', ['::ffff:0:0/96', '64:ff9b::/96']);

/** The last 32 bits of an IPv6 address as IPv4; the URL parser has every spelling end in two groups of hex. */
const lastV4 = (address: string): string => {
  const groups = new URL(`http://[${address}]`).hostname.slice(1, -1).split(':').slice(-2);
  const [high = 0, low = 0] = groups.map((group) => Number.parseInt(group === '' ? '0' : group, 16));
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
};

const classOfV4 = (address: string): AddressClass => {
  if (isForbiddenV4(address)) return 'forbidden';
  return isPrivateV4(address) ? 'private' : 'public';
};

const classOfV6 = (address: string): AddressClass => {
  if (holdsV4(address)) return classOfV4(lastV4(address));
  if (isPrivateV6(address)) return isAwsOwn(address) ? 'forbidden' : 'private';
  return isGlobalV6(address) && !isForbiddenV6(address) ? 'public' : 'forbidden';
};

/** Of an address as resolvers write it; a zone (`fe80::1%eth0`) makes it one of the link. What is no address is forbidden. */
export const addressClass = (address: string): AddressClass => {
  if (isIPv4(address)) return classOfV4(address);
  return isIPv6(address) && !address.includes('%') ? classOfV6(address) : 'forbidden';
};
