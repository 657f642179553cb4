/** What classification cost: how many kinds of messages there were, and who was asked about them. */
import { grouped } from './text-table.ts';

const percent = (part: number): string => `${(100 * part).toFixed(part > 0 && part < 0.01 ? 2 : 1)} %`;

/** Layers in the order in which they are tried. */
const layers = [
  ['memory', 'memory'],
  ['correction', 'people’s corrections'],
  ['knowledge', 'knowledge'],
  ['rule', 'rules'],
  ['local', 'the local model'],
  ['provider', 'providers'],
  ['level', 'the level alone'],
] as const;

const providerRows = (answered: Readonly<Record<string, number>>, logs: number): readonly (readonly string[])[] => {
  const { provider_microdollars: spent = 0, provider_tokens: tokens = 0, provider_questions: questions = 0 } = answered;
  if (questions === 0) return [];
  const perMillion = (spent / logs).toFixed(2);
  return [
    [
      '  providers',
      `${grouped(questions)} questions, ${grouped(tokens)} tokens, $${(spent / 1e6).toFixed(4)}: $${perMillion} per million logs`,
    ],
  ];
};

/** Rows of a name and a text; none where no log was classified. */
export const classificationRows = (answered: Readonly<Record<string, number>>): readonly (readonly string[])[] => {
  const logs = layers.reduce((sum, [layer]) => sum + (answered[layer] ?? 0), 0);
  if (logs === 0) return [];
  const kinds = answered['new_kind'] ?? 0;
  const asked = (answered['rule'] ?? 0) + (answered['local'] ?? 0) + (answered['provider'] ?? 0) + (answered['level'] ?? 0);
  const by = layers.flatMap(([layer, name]) =>
    answered[layer] === undefined ? [] : [`${name} ${grouped(answered[layer])} (${percent(answered[layer] / logs)})`],
  );
  const notes = [
    ...(answered['unkept_kind'] === undefined ? [] : [`${grouped(answered['unkept_kind'])} over the day’s share and not kept`]),
    ...(answered['evicted_kind'] === undefined ? [] : [`${grouped(answered['evicted_kind'])} let go from memory`]),
    ...(answered['disputed'] === undefined ? [] : [`rules and the local model disagree on ${grouped(answered['disputed'])}`]),
  ];
  return [
    [
      '  kinds',
      `${grouped(kinds)} new in ${grouped(logs)} logs, ${grouped(Math.round((kinds / logs) * 1e6))} per million${notes.length === 0 ? '' : `; ${notes.join('; ')}`}`,
    ],
    ['  asked about', `${grouped(asked)}, ${grouped(Math.round((asked / logs) * 1e6))} per million`],
    ['  answered by', by.join(', ')],
    ...providerRows(answered, logs),
  ];
};
