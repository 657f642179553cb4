import { describe, expect, it } from 'vitest';
import { routesSchema } from '#kernel/policy/routes.ts';
import { compareByLabels } from '#kernel/routing/label-order.ts';
import { groupIn, matchRoutes, type Route, routeTree } from '#kernel/routing/route-tree.ts';

const treeOf = (route: object): Route => routeTree(routesSchema.parse({ route: { escalation: 'on-call', ...route } }));
const keysFor = (route: object, labels: Record<string, string>) => {
  const tree = treeOf(route);
  return matchRoutes(tree, labels).map((each) => groupIn(each, labels).key);
};

describe('the group key', () => {
  it.for([
    [
      'sorts matchers by name, then value, then operator',
      { routes: [{ matchers: ['b=~"x"', 'a!="z"', 'b="x"', 'a=~"y|q"'] }] },
      { a: 'y', b: 'x' },
      '{}/{a=~"y|q",a!="z",b="x",b=~"x"}:{}',
    ],
    [
      'sorts labels and prints names as they are',
      { groupBy: ['z', 'a.b', 'a b'] },
      { z: '1', 'a.b': '2', 'a b': '3' },
      '{}:{a b="3", a.b="2", z="1"}',
    ],
    ['quotes values as Go does', { groupBy: ['a'] }, { a: 'tab\t "q" \x01 é \u2028' }, '{}:{a="tab\\t \\"q\\" \\x01 é \\u2028"}'],
    ['leaves out what is absent or empty', { groupBy: ['a', 'b'] }, { b: '' }, '{}:{}'],
    ['has every label for ...', { groupBy: ['...'] }, { b: '1', a: '2' }, '{}:{a="2", b="1"}'],
    ['orders names by bytes, not by UTF-16', { groupBy: ['...'] }, { '\u{1f642}': '1', '\uff5e': '2' }, '{}:{\uff5e="2", \u{1f642}="1"}'],
  ] as const)('%s', ([, route, labels, key]) => {
    expect(keysFor(route, labels)).toEqual([key]);
  });

  it('may be shared by siblings, whose groups are two all the same', () => {
    const twins = treeOf({ routes: [{ matchers: ['a="1"'], continue: true }, { matchers: ['a="1"'] }] });
    const groups = matchRoutes(twins, { a: '1' }).map((route) => groupIn(route, { a: '1' }));
    expect(groups[0]?.key).toBe(groups[1]?.key);
    expect(groups[0]?.id).not.toBe(groups[1]?.id);
  });

  it('is not what tells groups apart: names from telemetry could forge it', () => {
    const tree = treeOf({ groupBy: ['...'] });
    const [honest, forged] = [groupIn(tree, { a: '1', b: '2' }), groupIn(tree, { 'a="1", b': '2' })];
    expect(honest.key).toBe(forged.key);
    expect(honest.id).not.toBe(forged.id);
  });
});

describe('the tree', () => {
  const nested = {
    groupWait: '1s',
    groupBy: ['team'],
    muteTimeIntervals: ['night'],
    routes: [
      {
        matchers: ['team="a"'],
        continue: true,
        groupInterval: '7m',
        routes: [{ matchers: ['env="dev"'], continue: true, groupBy: [] }, { matchers: ['env="prod"'] }],
      },
      { matchers: ['team=~"a|b"'] },
    ],
  };

  it.for([
    [{}, ['{}:{}']],
    [{ team: 'a' }, ['{}/{team="a"}:{team="a"}', '{}/{team=~"a|b"}:{team="a"}']],
    // A child's `continue` asks its siblings, not its parent's.
    [{ team: 'a', env: 'dev' }, ['{}/{team="a"}/{env="dev"}:{}', '{}/{team=~"a|b"}:{team="a"}']],
    [{ team: 'b', env: 'dev' }, ['{}/{team=~"a|b"}:{team="b"}']],
  ] as const)('takes %j', ([labels, keys]) => {
    expect(keysFor(nested, labels)).toEqual(keys);
  });

  it('hands timers and grouping down, but not intervals', () => {
    const child = treeOf(nested).routes[0]?.routes[1];
    expect(child).toMatchObject({
      groupWaitMs: 1_000,
      groupIntervalMs: 420_000,
      repeatIntervalMs: 14_400_000,
      groupBy: ['team'],
      muteTimeIntervals: [],
    });
  });
});

describe('the order of alerts', () => {
  it('is job, instance, fewer labels, then labels', () => {
    const inOrder = [
      { job: 'a', instance: '1', z: '9' },
      { job: 'a', instance: '2' },
      { job: 'a', x: '1' },
      { job: 'b' },
      { instance: '0' },
      { z: '1' },
      { a: '1', b: '1' },
      { a: '2', b: '0' },
      // Whoever lacks the first name that differs comes first.
      { b: '1', c: '1' },
      { a: '1', b: '1', c: '1' },
    ];
    const sorted = [...inOrder].reverse().sort(compareByLabels);
    expect(sorted.slice(0, 6)).toEqual(inOrder.slice(0, 6));
    expect(sorted.slice(6)).toEqual([
      { b: '1', c: '1' },
      { a: '1', b: '1' },
      { a: '2', b: '0' },
      { a: '1', b: '1', c: '1' },
    ]);
  });
});
