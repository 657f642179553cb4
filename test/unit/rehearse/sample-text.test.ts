import { describe, expect, it } from 'vitest';
import { patternOf } from '#kernel/routing/patterns.ts';
import { sampleText } from '#lib/rehearse/sample-text.ts';

describe('a sample of a pattern', () => {
  it.for([
    '[a-z][a-z0-9-]{0,40}',
    'ip-[0-9]+(?:-[0-9]+){3}\\.ec2\\.internal',
    '(?:blue|green)/v[0-9]{2,}',
    '[^/ ]{3}',
    'pvc-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}',
    '\\d{4}_x?y*z+',
    '/[a-z/]*',
    '(?i:xyz)[.]?\\-q',
  ])('of %s matches it', (pattern) => {
    const text = sampleText(pattern);
    expect([pattern, text !== undefined && patternOf(pattern)(text)]).toEqual([pattern, true]);
  });

  it('is one that people know, where one fits', () => {
    expect(sampleText('[a-z][a-z0-9-]{0,40}')).toBe('payment');
  });

  it('is none where nothing else that is asked of it fits', () => {
    expect(sampleText('[0-9]+', (text) => Number(text) > 1000)).toBeUndefined();
  });
});
