// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are the placeholders of Fn::Sub.
import { describe, expect, it } from 'vitest';
import type { Stack, Template } from '#lib/local/template/assembly.ts';
import { planResources } from '#lib/local/template/plan.ts';

const stack = (name: string, template: Template): Stack => ({ name, template, assets: new Map() });
const thing = (properties: Readonly<Record<string, unknown>> = {}, rest: object = {}) => ({
  Type: 'A::B::C',
  Properties: properties,
  ...rest,
});
const orderOf = (...stacks: readonly Stack[]): string[] =>
  planResources(stacks, (one, name) => one.template.Parameters?.[name]?.Default).order.map(
    (planned) => `${planned.stack.name}/${planned.logicalId}`,
  );

describe('the order of creation', () => {
  it('creates what is referred to first: by Ref, Fn::GetAtt, Fn::Sub and DependsOn', () => {
    const Resources = {
      A: thing({ x: { 'Fn::Sub': '${B}' } }),
      B: thing({ x: { 'Fn::GetAtt': ['C', 'Arn'] } }),
      C: thing({ x: [{ Ref: 'D' }] }),
      D: thing({}, { DependsOn: ['E'] }),
      E: thing(),
    };
    expect(orderOf(stack('s', { Resources }))).toEqual(['s/E', 's/D', 's/C', 's/B', 's/A']);
  });

  it('follows an import into the stack that exports it', () => {
    const importing = stack('later', { Resources: { A: thing({ x: { 'Fn::ImportValue': 'the:Thing' } }) } });
    const exporting = stack('earlier', {
      Resources: { B: thing() },
      Outputs: { O: { Value: { Ref: 'B' }, Export: { Name: 'the:Thing' } } },
    });
    expect(orderOf(importing, exporting)).toEqual(['earlier/B', 'later/A']);
  });

  it('leaves out a resource whose condition does not hold, and what only the other branch of Fn::If refers to', () => {
    const template: Template = {
      Parameters: { Env: { Default: 'dev' } },
      Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'Env' }, 'prod'] } },
      Resources: { A: thing({ x: { 'Fn::If': ['IsProd', { Ref: 'B' }, 'none'] } }), B: thing({}, { Condition: 'IsProd' }) },
    };
    expect(orderOf(stack('s', template))).toEqual(['s/A']);
  });

  it.for<[string, Template, RegExp]>([
    [
      'a dangling reference',
      { Resources: { A: thing({ x: { Ref: 'Gone' } }) } },
      /^s\/A: refers to 'Gone', which is neither a resource nor a parameter of the stack$/,
    ],
    ['a dangling reference of an output', { Outputs: { O: { Value: { Ref: 'Gone' } } } }, /^s output O: refers to 'Gone'/],
    ['a DependsOn of nothing', { Resources: { A: thing({}, { DependsOn: 'Gone' }) } }, /^s\/A DependsOn: refers to 'Gone'/],
    [
      'an import nobody exports',
      { Resources: { A: thing({ x: { 'Fn::ImportValue': 'gone' } }) } },
      /^s\/A: imports 'gone', which no stack exports$/,
    ],
    [
      'a circular reference',
      { Resources: { A: thing({ x: { Ref: 'B' } }), B: thing({ x: { 'Fn::Sub': '${A.Arn}' } }) } },
      /^s\/A: circular reference s\/A -> s\/B -> s\/A$/,
    ],
    [
      'an unknown condition',
      { Resources: { A: thing({}, { Condition: 'Gone' }) } },
      /^s condition Gone: there is no condition of that name$/,
    ],
  ])('refuses %s in one line that says where', ([, template, message]) => {
    expect(() => orderOf(stack('s', template))).toThrow(message);
  });
});
