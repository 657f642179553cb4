/** The HCP Terraform stand-in reads literals as HCL does, and finds none where something would be evaluated. */
import { describe, expect, it } from 'vitest';
import { hclLiteral } from '#lib/local/stand-ins/hcl-literal.ts';

describe('an HCL literal', () => {
  it.for([
    ['"plain"', 'plain'],
    ['"a\\n\\t\\"b\\\\"', 'a\n\t"b\\'],
    ['"\\u0024{x} \\U0001F600"', '\x24{x} 😀'],
    ['"$ % $x {y}"', '$ % $x {y}'],
    ['true', true],
    ['-1.5', -1.5],
  ] as const)('%s is %o', ([source, value]) => {
    expect(hclLiteral(source)).toBe(value);
  });

  it.for([
    ['a template', '"\x24{var.x}"'],
    ['a directive', '"%{ if true }x%{ endif }"'],
    ['an escaped template, which needs reading of its own', '"$\x24{x}"'],
    ['a reference', 'var.x'],
    ['a call', 'file("/etc/passwd")'],
    ['a heredoc', '<<EOF\nx\nEOF'],
    ['text without quotes', 'plain'],
    ['a quote that is left open', '"x'],
    ['two strings', '"x" "y"'],
    ['a line break', '"x\ny"'],
    ['an unknown escape', '"\\x41"'],
    ['half a character', '"\\ud800"'],
    ['nothing', ''],
  ])('%s is none: %s', ([, source]) => {
    expect(hclLiteral(source ?? '')).toBeUndefined();
  });
});
