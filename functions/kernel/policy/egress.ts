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

interface Remediations {
  readonly targets: {
    readonly privateHosts?: readonly string[] | undefined;
    readonly 'terraform-cloud'?: { readonly url: string } | undefined;
    readonly jira?: { readonly cloudId?: string | undefined } | undefined;
  };
  readonly rules: readonly { readonly verify: { readonly probe?: { readonly url: string } | undefined } }[];
}

/** What else a target's vendor answers from: HCP Terraform keeps plans beside itself, Atlassian takes scoped tokens at one address. */
const vendorHosts = ({ 'terraform-cloud': terraform, jira }: Remediations['targets']): readonly string[] => [
  ...(terraform === undefined ? [] : [`archivist.${new URL(terraform.url).host.replace(/^app\./, '')}`]),
  ...(jira?.cloudId === undefined ? [] : ['api.atlassian.com']),
];

/** Everything remediate may call: the targets, their vendors' own, and the probes that rules name. */
export const egressOf = ({
  targets,
  rules,
}: Remediations): { readonly hosts: readonly string[]; readonly privateHosts: readonly string[] } => ({
  hosts: [...targetHosts({ targets, probes: rules.map(({ verify }) => verify.probe) }).hosts, ...vendorHosts(targets)],
  privateHosts: targets.privateHosts ?? [],
});
