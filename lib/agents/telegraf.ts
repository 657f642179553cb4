/** Telegraf's configuration: network devices by SNMP, servers by Redfish, hosts by connecting to them; all of it goes to the Collector. */
import { ports, serviceAccounts } from './names.ts';
import type { AgentSettings } from './settings.ts';
import { type TomlTable, type TomlValue, tomlText } from './toml.ts';

/** `$` begins a substitution in Telegraf's configuration; a value of ours has none. */
const plain = (text: string): string => text.replaceAll('$', '$$$$');
const variable = (name: string): string => `\${${name}}`;

/** The environment variable that holds the value of a key of the secret. */
export const variableOf = (key: string): string => `DEVICE_${key.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}`;

const repeated = (name: string, values: TomlTable['values'], more: Pick<TomlTable, 'tables' | 'comment'> = {}): TomlTable => ({
  name,
  repeated: true,
  values,
  ...more,
});

const field = (parent: string, name: string, oid: string, isTag = false): TomlTable =>
  repeated(`${parent}.field`, { name, oid, ...(isTag ? { is_tag: true } : {}) });

/** Object identifiers are numbers (SNMPv2-MIB, IF-MIB), so that no MIB files are needed. */
const snmp = ({ agents, communityKey }: AgentSettings['telegraf']['snmp'][number]): TomlTable =>
  repeated(
    'inputs.snmp',
    {
      agents: agents.map((agent) => `udp://${agent}${agent.includes(':') ? '' : ':161'}`),
      version: 2,
      community: variable(variableOf(communityKey)),
      timeout: '5s',
      retries: 2,
      agent_host_tag: 'host.name',
    },
    {
      tables: [
        field('inputs.snmp', 'uptime', '.1.3.6.1.2.1.1.3.0'),
        field('inputs.snmp', 'sysName', '.1.3.6.1.2.1.1.5.0', true),
        repeated(
          'inputs.snmp.table',
          { name: 'interface', inherit_tags: ['sysName'] },
          {
            tables: [
              field('inputs.snmp.table', 'ifName', '.1.3.6.1.2.1.31.1.1.1.1', true),
              field('inputs.snmp.table', 'ifHCInOctets', '.1.3.6.1.2.1.31.1.1.1.6'),
              field('inputs.snmp.table', 'ifHCOutOctets', '.1.3.6.1.2.1.31.1.1.1.10'),
              field('inputs.snmp.table', 'ifInErrors', '.1.3.6.1.2.1.2.2.1.14'),
              field('inputs.snmp.table', 'ifOutErrors', '.1.3.6.1.2.1.2.2.1.20'),
              field('inputs.snmp.table', 'ifInDiscards', '.1.3.6.1.2.1.2.2.1.13'),
              field('inputs.snmp.table', 'ifOutDiscards', '.1.3.6.1.2.1.2.2.1.19'),
              field('inputs.snmp.table', 'ifAdminStatus', '.1.3.6.1.2.1.2.2.1.7'),
              field('inputs.snmp.table', 'ifOperStatus', '.1.3.6.1.2.1.2.2.1.8'),
            ],
          },
        ),
      ],
    },
  );

const redfish = ({ address, systemId }: AgentSettings['telegraf']['redfish'][number]): TomlTable =>
  repeated('inputs.redfish', {
    address: plain(address),
    username: variable(variableOf('REDFISH_USERNAME')),
    password: variable(variableOf('REDFISH_PASSWORD')),
    computer_system_id: plain(systemId),
    include_metrics: ['power', 'thermal'],
    timeout: '10s',
  });

const host = (address: string): TomlTable => repeated('inputs.net_response', { protocol: 'tcp', address: plain(address), timeout: '3s' });

/** The Collector by its Service, in the agents' namespace. */
const collectorAddress = `${serviceAccounts.collector}:${ports.otlpGrpc}`;

const resource = ({ environment, cluster }: AgentSettings): Readonly<Record<string, TomlValue>> => ({
  'service.name': 'telegraf',
  'k8s.cluster.name': plain(cluster),
  'deployment.environment.name': plain(environment),
});

/** `telegraf.conf`. What is asked for with a password finds it in the environment, never here. */
export const telegrafConfig = (settings: AgentSettings): string => {
  const { telegraf, sizes } = settings;
  const interval = `${sizes.intervalSeconds}s`;
  return tomlText([
    {
      name: 'agent',
      repeated: false,
      values: {
        interval,
        round_interval: true,
        collection_jitter: '5s',
        flush_interval: '10s',
        metric_batch_size: sizes.batch.items,
        // In memory: what the Collector has not taken when Telegraf stops is lost.
        metric_buffer_limit: 50 * sizes.batch.items,
        omit_hostname: true,
        skip_processors_after_aggregators: true,
        snmp_translator: 'gosmi',
        debug: sizes.logLevel === 'debug',
        quiet: sizes.logLevel === 'warn',
        logformat: 'structured',
      },
    },
    ...telegraf.snmp.map(snmp),
    ...telegraf.redfish.map(redfish),
    ...telegraf.hosts.map(host),
    repeated(
      'inputs.internal',
      { collect_memstats: false },
      { comment: 'How Telegraf itself does: gathered, written and dropped metrics.' },
    ),
    repeated(
      'outputs.opentelemetry',
      { service_address: collectorAddress, timeout: '10s', compression: 'gzip' },
      { tables: [{ name: 'outputs.opentelemetry.attributes', repeated: false, values: resource(settings) }] },
    ),
    repeated(
      'outputs.health',
      { service_address: `http://:${ports.telegrafHealth}`, namepass: ['internal_write'] },
      {
        comment: 'The probe: unhealthy when the buffer is nearly full.',
        tables: [repeated('outputs.health.compares', { field: 'buffer_size', lt: { float: 45 * sizes.batch.items } })],
      },
    ),
  ]);
};
