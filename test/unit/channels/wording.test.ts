import { describe, expect, it } from 'vitest';
import { escapeMrkdwn } from '#channels/slack/blocks.ts';
import { plain, wordingOf } from '#channels/wording.ts';
import { templateMistake } from '#kernel/policy/template.ts';
import { channelsSchema } from '#kernel/policy.ts';
import { digestNotification, groupNotification, incidentNotification } from '#test/support/notifications.ts';

describe('a template of policy', () => {
  it.for([
    '{{title}}',
    'plain text with { and }',
    '{{#alerts}}{{labels.service_name}} {{#firing}}!{{/firing}}{{/alerts}}',
    '{{^resolved}}still on{{/resolved}}',
    '{{! a remark }}{{incidentId}}',
  ])('may say %s', (template) => {
    expect(templateMistake(template)).toBeUndefined();
  });

  it.for([
    ['an unescaped value', '{{{title}}}'],
    ['an unescaped value', '{{&title}}'],
    ['another template', '{{>other}}'],
    ['other delimiters', '{{=<% %>=}}'],
    ['a field there is not', '{{incidnetId}}'],
    ['what lies below the language', '{{labels.constructor}}'],
    ['what lies below the language', '{{alerts.__proto__.x}}'],
    ['code', '{{title.toString()}}'],
    ['an open section', '{{#alerts}}x'],
    ['a section that closes another', '{{#alerts}}x{{/held}}'],
    ['deep sections', '{{#alerts}}{{#alerts}}{{#alerts}}x{{/alerts}}{{/alerts}}{{/alerts}}'],
    ['half a tag', '{{title'],
    ['half a tag', 'title}}'],
  ] as const)('may not have %s: %s', ([, template]) => {
    expect(templateMistake(template)).toBeTypeOf('string');
  });

  it('is checked with the rest of channels.yaml', () => {
    const entry = { name: 'hook', kind: 'webhook', url: 'https://hooks.test/x', templates: { text: '{{{text}}}' } };
    expect(channelsSchema.safeParse({ channels: [entry] }).success).toBe(false);
  });
});

describe('what a message says', () => {
  it('is its own words without templates, escaped', () => {
    expect(wordingOf(incidentNotification({ text: 'a < b' }), undefined, escapeMrkdwn)).toEqual({
      title: 'payment fails',
      text: 'a &lt; b',
    });
  });

  it('is what a template makes of it: values are escaped, the template itself is not', () => {
    const templates = {
      title: '*{{title}}*',
      text: '<https://runbooks.test|runbook> {{labels.shop_name}} {{#recipients}}{{name}} {{/recipients}}',
    };
    const notification = incidentNotification({}, { title: '<b>', labels: { 'shop.name': '<eu>' } });
    expect(wordingOf(notification, templates, escapeMrkdwn)).toEqual({
      title: '*&lt;b&gt;*',
      text: '<https://runbooks.test|runbook> &lt;eu&gt; alex sam',
    });
  });

  it('knows groups and digests', () => {
    const text = '{{#alerts}}{{status}} {{labels.service}},{{/alerts}}{{#held}}{{title}};{{/held}}{{heldInAll}}';
    expect(wordingOf(groupNotification(), { text }, plain).text).toBe('firing payment,resolved cart,');
    expect(wordingOf(digestNotification(), { text }, plain).text).toBe('cart is slow;search is slow;3');
  });

  it.for(['{{labels.none}}', '{{#resolved}}x{{/resolved}}'])('is its own words where a template says nothing: %s', (text) => {
    expect(wordingOf(incidentNotification(), { text }, plain).text).toBe('Nobody answered for 15 minutes.');
  });

  it('is its own words where a template would say too much', () => {
    const alert = groupNotification().alerts[0];
    if (alert === undefined) throw new Error('no alert');
    const alerts = Array.from({ length: 1_000 }, () => ({ ...alert, annotations: { summary: 'x'.repeat(900) } }));
    const text = '{{#alerts}}{{#alerts}}{{annotations.summary}}{{/alerts}}{{/alerts}}';
    expect(wordingOf(groupNotification({ alerts }), { text }, plain).text).toBe('1 alert fires, 1 is resolved.');
  });

  it('finds nothing of the language in labels', () => {
    const labels = JSON.parse('{"__proto__":"p","constructor":"c","toString":"t"}') as Record<string, string>;
    const text = '{{#labelList}}{{name}}={{value}};{{/labelList}}';
    expect(wordingOf(incidentNotification({}, { labels }), { text }, plain).text).toBe('__proto__=p;constructor=c;toString=t;');
    expect(wordingOf(incidentNotification({}, { labels: {} }), { text: 'x{{labels.toString}}y' }, plain).text).toBe('xy');
  });

  it('reads a value that looks like a template as a value', () => {
    expect(wordingOf(incidentNotification({}, { title: '{{text}}' }), { title: '{{title}}' }, plain).title).toBe('{{text}}');
  });
});
