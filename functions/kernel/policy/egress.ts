/** Where remediations' calls may go: the hosts of the configured targets, and no other. */

/** Every https address in settings, however deep. */
const addressesIn = (settings: unknown): readonly URL[] => {
  if (typeof settings === 'object' && settings !== null) return Object.values(settings).flatMap(addressesIn);
  if (typeof settings !== 'string' || !settings.startsWith('https://') || !URL.canParse(settings)) return [];
  return [new URL(settings)];
};

/** Hosts as `URL.host` has them (with a port that is not 443), and their names; each once. */
export const targetHosts = (targets: object): { readonly hosts: readonly string[]; readonly names: readonly string[] } => {
  const addresses = addressesIn(targets);
  return { hosts: [...new Set(addresses.map(({ host }) => host))], names: [...new Set(addresses.map(({ hostname }) => hostname))] };
};
