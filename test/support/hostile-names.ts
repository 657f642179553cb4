/** Values that would do harm in a path, a query, a command or a header, if anything took them for more than data. */
export const hostileNames: readonly string[] = [
  ...['../kube-system', '..', '.', 'a/b', 'a%2Fb', 'a%2e%2e', 'a?dryRun=All', 'a#b', 'a;b', 'a b', 'a\\b', 'a:b', 'a@b', 'a,b=c'],
  ...["a'b", 'a"b', '`id`', '$(id)', '{{ 7*7 }}', '$' + '{jndi:ldap://x}', '<b>', '*', 'a|b', 'a&b', '!a', '~', 'a=b', 'a+b'],
  ...['a\r\nHost: x', 'a\n', '\na', 'a\u0000', 'a\u2028b', '\u202Ea', 'ａ', 'é', '😀', 'a\u200Bb', 'A', 'UPPER', '-a', 'a-', '.a', 'a..b'],
  ...['', ' ', 'a'.repeat(254), '__proto__', '1'.repeat(64)],
];
