// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are the placeholders of Fn::Sub.
import { describe, expect, it } from 'vitest';
import { evaluate, type Lookups, noValue } from '#lib/local/template/intrinsics.ts';
import { TemplateError } from '#lib/local/template/template-error.ts';

const references: Readonly<Record<string, unknown>> = { Name: 'telemetry', 'AWS::Region': 'us-east-1', 'AWS::NoValue': noValue };

const lookups: Lookups = {
  where: 'stack/Thing',
  ref: (name) => references[name],
  attribute: (id, name) => {
    if (id === 'Stream' && name === 'Arn') return 'arn:stream';
    throw new TemplateError('stack/Thing', `no ${id}.${name}`);
  },
  importValue: (name) => `imported ${name}`,
  condition: (name) => name === 'Yes',
  mapping: (map, top, second) => (map === 'Sizes' && top === 'small' && second === 'memory' ? 128 : undefined),
  availabilityZones: ['us-east-1a'],
};

describe('intrinsic functions', () => {
  it.for<[string, unknown, unknown]>([
    ['Ref', { Ref: 'Name' }, 'telemetry'],
    ['Fn::GetAtt as a list', { 'Fn::GetAtt': ['Stream', 'Arn'] }, 'arn:stream'],
    ['Fn::GetAtt as text', { 'Fn::GetAtt': 'Stream.Arn' }, 'arn:stream'],
    ['Fn::Join', { 'Fn::Join': ['-', ['a', { Ref: 'Name' }, 3]] }, 'a-telemetry-3'],
    ['Fn::Sub with names, attributes and a literal', { 'Fn::Sub': '${Name}/${Stream.Arn}/${!Kept}' }, 'telemetry/arn:stream/${Kept}'],
    ['Fn::Sub with its own variables', { 'Fn::Sub': ['${Own}:${Name}', { Own: { Ref: 'AWS::Region' } }] }, 'us-east-1:telemetry'],
    ['Fn::Select over Fn::Split', { 'Fn::Select': ['1', { 'Fn::Split': [',', 'a,b,c'] }] }, 'b'],
    ['Fn::If', { 'Fn::If': ['Yes', 'taken', 'left'] }, 'taken'],
    ['Fn::If, the other way', { 'Fn::If': ['No', 'taken', 'left'] }, 'left'],
    ['Fn::FindInMap', { 'Fn::FindInMap': ['Sizes', 'small', 'memory'] }, 128],
    ['Fn::ImportValue', { 'Fn::ImportValue': { 'Fn::Sub': 'data:${Name}' } }, 'imported data:telemetry'],
    ['Fn::Base64', { 'Fn::Base64': 'hi' }, 'aGk='],
    ['Fn::GetAZs', { 'Fn::GetAZs': '' }, ['us-east-1a']],
    [
      'Fn::And of Fn::Equals, Fn::Not and a condition',
      { 'Fn::And': [{ 'Fn::Equals': [{ Ref: 'Name' }, 'telemetry'] }, { 'Fn::Not': [{ Condition: 'No' }] }] },
      true,
    ],
    ['Fn::Or', { 'Fn::Or': [{ 'Fn::Equals': ['a', 'b'] }, { Condition: 'No' }] }, false],
    ['AWS::NoValue drops a property and a list item', { a: { Ref: 'AWS::NoValue' }, b: [{ Ref: 'AWS::NoValue' }, 1] }, { b: [1] }],
    ['a property that only looks like an intrinsic', { Ref: 'x', other: 1 }, { Ref: 'x', other: 1 }],
  ])('%s', ([, expression, value]) => {
    expect(evaluate(expression, lookups)).toEqual(value);
  });

  it.for<[string, unknown, RegExp]>([
    ['an unknown intrinsic', { 'Fn::Cidr': [] }, /^stack\/Thing: the intrinsic function Fn::Cidr is not supported$/],
    ['a dangling Ref', { Ref: 'Gone' }, /^stack\/Thing: Ref to 'Gone'/],
    ['a dangling name in Fn::Sub', { 'Fn::Sub': 'x-${Gone}' }, /^stack\/Thing: Ref to 'Gone'/],
    ['Fn::Select outside its list', { 'Fn::Select': [5, ['a']] }, /^stack\/Thing: Fn::Select 5 is outside a list of 1$/],
    [
      'Fn::FindInMap without a match',
      { 'Fn::FindInMap': ['Sizes', 'big', 'memory'] },
      /^stack\/Thing: Fn::FindInMap finds nothing at Sizes.big.memory$/,
    ],
    ['Fn::Join of a list', { 'Fn::Join': ['', [[1]]] }, /^stack\/Thing: Fn::Join value is \[1\], expected text$/],
  ])('refuses %s in one line that says where', ([, expression, message]) => {
    expect(() => evaluate(expression, lookups)).toThrow(message);
  });
});
