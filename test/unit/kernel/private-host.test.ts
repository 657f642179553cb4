/** Where a call may go without TLS. */
import { expect, it } from 'vitest';
import { isSafeAddress } from '#kernel/private-host.ts';

it.for([
  ['https://api.example.com/v1', true],
  ['http://localhost:11434/v1', true],
  ['http://127.0.0.1:8000', true],
  ['http://127.1', true],
  ['http://10.1.2.3/v1', true],
  ['http://172.16.0.1', true],
  ['http://172.31.255.255', true],
  ['http://192.168.1.5', true],
  ['http://[::1]:8000', true],
  ['http://[fd00::1]', true],
  ['http://ollama.internal:11434', true],
  ['http://vllm.models.svc', true],
  ['http://vllm.models.svc.cluster.local:8000/v1', true],
  ['http://172.32.0.1', false],
  ['http://11.0.0.1', false],
  ['http://169.254.169.254', false],
  ['http://0xa9fea9fe', false],
  ['http://8.8.8.8', false],
  ['http://[2001:db8::1]', false],
  ['http://[::ffff:8.8.8.8]', false],
  ['http://api.example.com', false],
  ['http://internal.example.com', false],
  ['http://10.0.0.1.example.com', false],
  ['http://evilinternal', false],
  ['https://user:word@api.example.com', false],
  ['ftp://10.0.0.1', false],
  ['api.example.com', false],
  ['', false],
] as const)('%s: %s', ([address, expected]) => {
  expect(isSafeAddress(address)).toBe(expected);
});
