/** JSON that is deep, wide, full of names with a meaning to JavaScript, or not text at all. */
import { gzipSync } from 'node:zlib';
import { type Attack, json } from './attack.ts';

const megabyte = 1024 * 1024;
const packed = { ...json, 'content-encoding': 'gzip' };
const gzipped = (text: string): Buffer => gzipSync(Buffer.from(text));

/** Just below the size that is inflated at most, less what is put around it. */
const most = 20 * megabyte - 200;
const filled = (unit: string, size = most): string => unit.repeat(Math.floor(size / unit.length));

const ofResourceLogs = (value: string): string => `{"resourceLogs":${value}}`;
const ofOneBody = (value: string): string =>
  ofResourceLogs(`[{"scopeLogs":[{"logRecords":[{"timeUnixNano":"1763632800000000000","body":${value}}]}]}]`);
const nestedKvlist = (depth: number): string =>
  `${'{"kvlistValue":{"values":[{"key":"a","value":'.repeat(depth)}{"stringValue":"bottom"}${'}]}}'.repeat(depth)}`;
const numbered = (count: number, member: (at: number) => string): string => Array.from({ length: count }, (_, at) => member(at)).join(',');

/** A request each, of which nothing is stored; 200 where what is wrong is one item's fault, or under a name that OTLP does not have. */
export const jsonBodies: readonly Attack[] = [
  { name: 'lists a million deep', body: () => gzipped(ofResourceLogs(`${'['.repeat(1e6)}${']'.repeat(1e6)}`)), status: 400 },
  { name: 'lists ten million deep', body: () => gzipped(`${'['.repeat(1e7)}${']'.repeat(1e7)}`), status: 413 },
  { name: 'lists that never close', body: () => gzipped(filled('[', 1_900_000)), status: 400 },
  { name: 'objects half a million deep', body: () => gzipped(`${'{"a":'.repeat(5e5)}1${'}'.repeat(5e5)}`), status: 200 },
  {
    name: 'lists as deep as they may be, beside an integer of twenty digits',
    body: () => gzipped(`{"a":12345678901234567890,"resourceLogs":${'['.repeat(1.9e6)}${']'.repeat(1.9e6)}}`),
    status: 400,
  },
  { name: 'a value ten thousand levels deep in a record', body: () => gzipped(ofOneBody(nestedKvlist(10_000))), status: 200 },
  { name: 'as many empty lists as there may be', body: () => gzipped(ofResourceLogs(`[${filled('[],', 5_900_000)}[]]`)), status: 400 },
  { name: 'three million empty objects', body: () => gzipped(ofResourceLogs(`[${filled('{},', 9_000_000)}{}]`)), status: 413 },
  { name: 'six million zeros', body: () => gzipped(ofResourceLogs(`[${filled('0,', 12_000_000)}0]`)), status: 413 },
  {
    name: 'four million doubles beside an integer of twenty digits',
    body: () => gzipped(ofResourceLogs(`[12345678901234567890,${filled('1.5,', 15_900_000)}0]`)),
    status: 400,
  },
  {
    name: 'an object of a million names',
    body: () => gzipped(ofResourceLogs(`[{${numbered(1e6, (at) => `"name${at}":0`)}}]`)),
    status: 200,
  },
  {
    name: 'an object of half a million numbers for names, far apart',
    body: () => gzipped(ofResourceLogs(`{${numbered(5e5, (at) => `"${at * 8000}":0`)}}`)),
    status: 400,
  },
  { name: 'blanks and nothing else', body: () => gzipped(filled(' ')), status: 400 },
  { name: 'an integer of ten million digits', body: () => gzipped(ofResourceLogs('9'.repeat(1e7))), status: 400 },
  { name: 'bytes that are not UTF-8', body: () => Buffer.from([0x7b, 0xff, 0xfe, 0x22, 0xc0, 0xaf, 0x22, 0x7d]), status: 400 },
  { name: 'UTF-16', body: () => Buffer.from('\ufeff{"resourceLogs":[]}', 'utf16le'), status: 400 },
].map(({ name, body, status }) => ({
  ...{ name, body, status, path: '/v1/logs' },
  headers: body()
    .subarray(0, 2)
    .equals(Buffer.from([0x1f, 0x8b]))
    ? packed
    : json,
}));

/** Names that mean something to JavaScript's objects. */
export const tellingNames = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', '__defineGetter__', 'valueOf'] as const;
