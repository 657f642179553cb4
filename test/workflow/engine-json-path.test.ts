/** JSONPath, reference paths and intrinsic functions, where the recordings do not reach. */
import { describe, expect, it } from 'vitest';
import { choose } from '#lib/local/workflow/choice-rule.ts';
import { QueryFailure } from '#lib/local/workflow/failure.ts';
import { evaluateIntrinsic } from '#lib/local/workflow/intrinsic.ts';
import type { Json, JsonObject } from '#lib/local/workflow/json.ts';
import { parsePath, putAt } from '#lib/local/workflow/json-path.ts';
import { lookUp, type Roots } from '#lib/local/workflow/path-lookup.ts';

const input: Json = {
  store: { book: [{ title: 'A', price: 5 }, { title: 'B', price: 15 }, { title: 'C' }], 'a.b': { "it's": 1 } },
  empty: [],
  nothing: null,
};
const roots: Roots = { input, context: { Execution: { Name: 'run' } }, variables: { v: { deep: [1, 2] } }, random: () => 0.5 };

describe('paths', () => {
  // Source: Jayway JsonPath's README, which Step Functions follows.
  it.for<[string, Json | undefined]>([
    ['$.store.book[0].title', 'A'],
    ["$['store']['a.b']['it\\'s']", 1],
    ['$.store.book[-1].title', 'C'],
    ['$.store.book[*].title', ['A', 'B', 'C']],
    ['$.store.book[0:2].title', ['A', 'B']],
    ['$.store.book[-2:].title', ['B', 'C']],
    ['$.store.book[0,2].title', ['A', 'C']],
    ["$.store.book[0]['title','price']", ['A', 5]],
    ['$..title', ['A', 'B', 'C']],
    ['$..book[1].price', [15]],
    ['$.store.book[?(@.price < 10)].title', ['A']],
    ["$.store.book[?(@.price && !(@.title == 'A'))].title", ['B']],
    ['$.store.book[?(@.price > 10 || @.title == "C")].title', ['B', 'C']],
    ['$.empty[*]', []],
    ['$.nothing', null],
    ['$.none', undefined],
    ['$$.Execution.Name', 'run'],
    ['$v.deep[1]', 2],
    ['$unknown', undefined],
  ])('%s', ([path, value]) => {
    expect(lookUp(parsePath(path), roots)).toEqual(value);
  });

  it.for(['store', '$.store.', '$.store[', '$.store[?(@.a ==)]', "$.store['a"])('%s is refused', (path) => {
    expect(() => parsePath(path)).toThrow();
  });
});

describe('reference paths', () => {
  it.for<[string, Json, Json]>([
    ['$.a', {}, { a: 1 }],
    ['$.a.b.c', { a: { x: 0 } }, { a: { x: 0, b: { c: 1 } } }],
    ['$.list[1]', { list: [7, 8] }, { list: [7, 1] }],
  ])('%s into %j', ([path, root, result]) => {
    expect(putAt(root, parsePath(path), 1)).toEqual(result);
  });

  it('do not fit into a list or a text', () => {
    expect(() => putAt([1], parsePath('$.a'), 1)).toThrow(/Unable to apply step "a"/);
    expect(() => putAt({ a: 'text' }, parsePath('$.a.b'), 1)).toThrow(/Unable to apply step "b"/);
  });
});

describe('intrinsic functions', () => {
  // Source: Step Functions Developer Guide, "Intrinsics for JSONPath states", its own examples.
  it.for<[string, Json]>([
    ["States.Array('Foo', 2020, null, $.store.book[0])", ['Foo', 2020, null, { title: 'A', price: 5 }]],
    ['States.ArrayPartition($v.deep, 1)', [[1], [2]]],
    ['States.ArrayContains($v.deep, 2)', true],
    ['States.ArrayRange(1, 9, 2)', [1, 3, 5, 7, 9]],
    ['States.ArrayGetItem($v.deep, 1)', 2],
    ['States.ArrayLength($v.deep)', 2],
    ['States.ArrayUnique(States.Array(1, 2, 1, 2))', [1, 2]],
    ["States.Base64Encode('Data to encode')", 'RGF0YSB0byBlbmNvZGU='],
    ["States.Base64Decode('RGF0YSB0byBlbmNvZGU=')", 'Data to encode'],
    ["States.Hash('input data', 'SHA-1')", 'aaff4a450a104cd177d28d18d74485e8cae074b7'],
    ['States.JsonToString($.store.book[2])', '{"title":"C"}'],
    ['States.MathAdd(111, -1)', 110],
    ["States.StringSplit('This.is+a,test=string', '.+,=')", ['This', 'is', 'a', 'test', 'string']],
    ["States.Format('Hello, {} and \\{{}\\} it\\'s', 'you', 2)", "Hello, you and {2} it's"],
    ["States.Format('{}', States.Format('{}', States.MathAdd(1, 1)))", '2'],
  ])('%s', ([text, value]) => {
    expect(evaluateIntrinsic(text, 'x.$', roots)).toEqual(value);
  });

  it.for([
    "States.StringToJson('{')",
    'States.ArrayLength(1)',
    'States.Nothing()',
    "States.Format('{}{}', 1)",
    'States.MathAdd(1',
    'States.ArrayRange(1, 5000, 1)',
  ])('%s fails as an intrinsic function', (text) => {
    expect(() => evaluateIntrinsic(text, 'x.$', roots)).toThrow(expect.objectContaining({ error: 'States.IntrinsicFailure' }) as Error);
  });
});

describe('choice rules', () => {
  it.for<[JsonObject, boolean]>([
    [{ Variable: '$.store.book[0].title', StringMatches: 'A*' }, true],
    [{ Variable: '$.store.book[0].title', StringMatches: '\\*' }, false],
    [{ Or: [{ Variable: '$.none', IsPresent: true }, { Not: { Variable: '$.nothing', IsNull: false } }] }, true],
    [{ Variable: '$.store.book[0].price', NumericEquals: 5 }, true],
    [{ Variable: '$.store.book[0].price', StringEquals: '5' }, false],
    [{ Variable: '$v.deep[0]', NumericLessThanPath: '$v.deep[1]' }, true],
    [{ Variable: '$.nothing', IsTimestamp: false }, true],
  ])('%j', ([rule, value]) => {
    expect(choose(rule, roots)).toBe(value);
  });

  it('refuse to compare what is not there', () => {
    expect(() => choose({ Variable: '$.none', NumericEquals: 1 }, roots)).toThrow(QueryFailure);
  });
});
