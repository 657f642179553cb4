import { describe, expect, it } from 'vitest';
import { InputError } from '#kernel/errors.ts';
import { channelsSchema } from '#kernel/policy/channels.ts';
import { routesSchema } from '#kernel/policy/routes.ts';
import { matchRoutes, routeTree } from '#kernel/routing/route-tree.ts';
import { importAlertmanager } from '#lib/import/alertmanager/import-alertmanager.ts';

const options = { escalation: 'on-call' };
const minimal = { route: { receiver: 'team' }, receivers: [{ name: 'team' }] };

describe('an alertmanager.yml becomes policy', () => {
  const { routes, channels, notes } = importAlertmanager(
    {
      global: { resolve_timeout: '10m', smtp_smarthost: 'mail:25' },
      templates: ['/etc/*.tmpl'],
      mute_time_intervals: [
        { name: 'night', time_intervals: [{ times: [{ start_time: '22:00', end_time: '24:00' }], location: 'Europe/Berlin' }] },
      ],
      time_intervals: [{ name: 'weekend', time_intervals: [{ weekdays: ['saturday', 'sunday'] }] }],
      route: {
        receiver: 'Team X',
        group_by: ['alertname', 'cluster'],
        group_wait: '45s',
        routes: [
          { match: { severity: 'critical' }, match_re: { team: 'a|b' }, receiver: 'pager', continue: true, mute_time_intervals: ['night'] },
          {
            matchers: ['{a="b", c=~"d.*"}', 'x!=y'],
            active_time_intervals: ['weekend'],
            group_by: ['...'],
            routes: [{ receiver: 'null' }],
          },
        ],
      },
      inhibit_rules: [{ source_match: { severity: 'critical' }, target_match_re: { severity: 'warning|info' }, equal: ['alertname'] }],
      receivers: [
        { name: 'null' },
        {
          name: 'Team X',
          webhook_configs: [{ url: 'http://relay.example.com/am', max_alerts: 5, send_resolved: 'no', http_config: { proxy_url: 'x' } }],
        },
        { name: 'pager', opsgenie_configs: [{ api_key: 'hunter2' }] },
      ],
    },
    options,
  );

  it('that the schemas take', () => {
    expect(routesSchema.safeParse(routes).success).toBe(true);
    expect(channelsSchema.safeParse({ channels }).success).toBe(true);
  });

  it('with matchers of every form in the new one, and group keys as they were', () => {
    const [first, second] = routeTree(routesSchema.parse(routes)).routes;
    expect(first?.key).toBe('{}/{severity="critical",team=~"^(?:a|b)$"}');
    expect(second?.key).toBe('{}/{a="b",c=~"d.*",x!="y"}');
    expect(routes.inhibitRules).toEqual([
      { sourceMatchers: ['severity="critical"'], targetMatchers: ['severity=~"^(?:warning|info)$"'], equal: ['alertname'] },
    ]);
  });

  it('that routes alike', () => {
    const tree = routeTree(routesSchema.parse(routes));
    const receivers = (labels: Record<string, string>) => matchRoutes(tree, labels).map(({ receiver }) => receiver);
    expect(receivers({ severity: 'critical', team: 'a', a: 'b', c: 'dd', x: 'z' })).toEqual(['pager', 'null']);
    expect(receivers({ severity: 'critical', team: 'abc' })).toEqual(['Team X']);
  });

  it('with old and new intervals', () => {
    expect(routes.timeIntervals?.map(({ name }) => name)).toEqual(['weekend', 'night']);
  });

  it('with a channel for each integration we have one for', () => {
    expect(channels).toEqual([{ name: 'team-x', kind: 'webhook', url: 'https://relay.example.com/am' }]);
    expect(routes.receivers?.[1]?.channels).toEqual([{ channel: 'team-x', sendResolved: false, maxAlerts: 5 }]);
  });

  it('and names all the rest with its place', () => {
    expect(notes.map(({ place }) => place)).toEqual([
      'templates[0]',
      'global.smtp_smarthost',
      'receivers[1].webhook_configs[0].http_config',
      'receivers[1].webhook_configs[0].url',
      'receivers[2].opsgenie_configs',
    ]);
  });
});

it('copies no secret', () => {
  const secrets = ['hunter2', 'T000B000XXXX12345678901234', 'pa55word', '0123456789abcdef0123456789abcdef'];
  const policy = importAlertmanager(
    {
      ...minimal,
      global: { slack_app_token: secrets[0], smtp_auth_password: secrets[2] },
      receivers: [
        {
          name: 'team',
          webhook_configs: [
            { url: `https://user:${secrets[2]}@example.com/x` },
            { url: `https://example.com/hooks/${secrets[1]}` },
            { url: `https://example.com/x?token=${secrets[0]}` },
          ],
          slack_configs: [{ channel: 'C0123456789', api_url: `https://hooks.slack.com/${secrets[1]}` }],
          pagerduty_configs: [{ routing_key: secrets[3] }],
          msteams_configs: [{ webhook_url: `https://x.webhook.office.com/${secrets[1]}` }],
        },
      ],
    },
    options,
  );
  for (const secret of secrets) expect(JSON.stringify(policy)).not.toContain(secret);
});

describe('what Alertmanager refuses is refused with its place', () => {
  it.for([
    ['nothing', undefined, '(top)'],
    ['a list', [], '(top)'],
    ['no route', { receivers: [] }, 'route'],
    ['no root receiver', { route: {} }, 'route.receiver'],
    ['root matchers', { ...minimal, route: { receiver: 'team', matchers: ['a=b'] } }, 'route.matchers'],
    ['an unknown receiver', { ...minimal, route: { receiver: 'team', routes: [{ receiver: 'nobody' }] } }, 'route.routes[0].receiver'],
    [
      'an unknown interval',
      { ...minimal, route: { receiver: 'team', routes: [{ mute_time_intervals: ['x'] }] } },
      'route.routes[0].mute_time_intervals',
    ],
    ['a bad matcher', { ...minimal, route: { receiver: 'team', routes: [{ matchers: ['a=~"("'] }] } }, 'route.routes[0].matchers[0]'],
    ['a bad duration', { ...minimal, route: { receiver: 'team', group_wait: '5 minutes' } }, 'route.group_wait'],
    ['no interval at all', { ...minimal, route: { receiver: 'team', group_interval: '0s' } }, 'route.group_interval'],
    ['"..." and more', { ...minimal, route: { receiver: 'team', group_by: ['...', 'a'] } }, 'route.group_by'],
    ['two receivers of a name', { ...minimal, receivers: [{ name: 'team' }, { name: 'team' }] }, 'receivers'],
    [
      'a bad time',
      { ...minimal, time_intervals: [{ name: 'x', time_intervals: [{ times: [{ start_time: '9', end_time: '10:00' }] }] }] },
      'time_intervals[0].time_intervals[0]',
    ],
  ] as const)('%s', ([, config, place]) => {
    expect(() => importAlertmanager(config, options)).toThrow(InputError);
    expect(() => importAlertmanager(config, options)).toThrow(place);
  });
});
