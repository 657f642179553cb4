import { expect, it } from 'vitest';
import { type Proof, proofText } from '#lib/replay/prove/proof-text.ts';

const permission = { role: 'route-role', action: 'dynamodb:PutItem', resource: 'arn:aws:dynamodb:us-east-1:123456789012:table/response' };
const needed: Proof = { permission, act: 'an outage', verdict: 'needed' };

it('ends with how many permissions are needed, and says nothing of each', () => {
  expect(proofText([needed, needed])).toBe('2 of 2 permissions needed: each was taken away once, and exactly its denial was reported.\n');
});

it.for<[Proof, string]>([
  [{ permission, verdict: 'unused' }, 'nothing needs it'],
  [{ permission, verdict: 'twice' }, 'granted twice'],
  [{ permission, act: 'an outage', verdict: 'not-missed' }, 'not missed in the act that uses it: an outage'],
  [
    { permission, act: 'an outage', verdict: 'others', others: ['notify s3:GetObject on x'] },
    'more was denied than that: notify s3:GetObject on x (an outage)',
  ],
])('names what is not needed, or not denied as expected: %j', ([proof, reason]) => {
  const text = proofText([needed, proof]);
  expect(text).toContain(`  dynamodb:PutItem on ${permission.resource} of route-role\n    ${reason}\n`);
  expect(text).toContain('1 of 2 permissions needed');
});

it('leaves out of the count what can be shown on AWS alone, and says why', () => {
  const text = proofText([needed, { permission, verdict: 'beyond', reason: 'not emulated' }]);
  expect(text).toContain('Needed on AWS alone, and not counted: 1 permission');
  expect(text).toContain('cannot be shown here: not emulated');
  expect(text).toContain('1 of 1 permissions needed');
});
