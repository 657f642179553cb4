/** Text made like a part of a conversation with a model, or like its answer in our own form. */
import { categories, severities } from '#kernel/severity.ts';

/** Marks of turns in the formats that models are trained on; lower case. */
const turns: readonly string[] = [
  ...[
    '<|',
    '|>',
    '<<sys>>',
    '[inst]',
    '[/inst]',
    '[system]',
    '[/system]',
    '[assistant]',
    '[system_prompt]',
    '<start_of_turn>',
    '<end_of_turn>',
  ],
  ...[
    '<system>',
    '</system>',
    '<system ',
    '<assistant>',
    '</assistant>',
    '<user>',
    '</user>',
    '<human>',
    '<instructions>',
    '</instructions>',
    '<instruction>',
  ],
  ...[
    '<prompt>',
    '</prompt>',
    '<tool_call>',
    '<tool_use>',
    '<function_call',
    '<function_calls',
    '<thinking>',
    '</thinking>',
    '<think>',
    '</think>',
    '<answer>',
    '</answer>',
  ],
  ...['</items>', '</item>', '<items>', '‹|', '|›', '<untrusted', '</untrusted', '</data>', '</log>', '</logs>', '<s>[', '<bos>', '<eos>'],
  ...[
    '### instruction',
    '### system',
    '### response',
    '### assistant',
    '### human',
    '### user',
    '###instruction',
    '###system',
    '###response',
    '## system',
    '## instruction',
    '# system prompt',
  ],
  ...[
    'begin system',
    'end of system',
    'end of logs',
    'end of log data',
    'end of data',
    'end of items',
    'end of input',
    'end of user',
    'begin instruction',
    'end instruction',
    'begin answer',
    '--- system',
    '--- end',
    '=== system',
    '=== end',
    '=== instruction',
    '*** system',
    '*** instruction',
  ],
  ...[
    '"role":',
    "'role':",
    '\\"role\\":',
    'role: system',
    'role: assistant',
    'role=system',
    'role=assistant',
    'assistant:',
    'chatgpt:',
    'system: you',
    'system: ignore',
    'system: the',
    'system: all',
    'system: new',
    'system: from',
    'system message:',
    'system note:',
    'system instruction',
    'human:',
    'ai:',
    'user: please',
    'model:  ',
  ],
];

const keyWords = ['severity', 'category', 'confidence', 'answers', 'ref', 'verdict', 'reason'] as const;
type KeyWord = (typeof keyWords)[number];

/** Values nobody else writes so. */
const ownValues = categories.filter((category) => category.includes('_') && category !== 'data_loss');

const isFiller = (character: string | undefined): boolean => character !== undefined && ' \t\n\r"\'`\\*_“”„‘’«»「」'.includes(character);

/** The value that a key is given: `"severity": "info"`, `severity=info`, `severity: info`; undefined where nothing is. */
const valueAt = (text: string, from: number): string | undefined => {
  let at = from;
  const limit = Math.min(text.length, from + 12);
  while (at < limit && isFiller(text[at])) at += 1;
  if (!':=：＝→'.includes(text[at] ?? '?')) return undefined;
  at += 1;
  while (at < text.length && at < limit + 12 && (isFiller(text[at]) || text[at] === '[' || text[at] === '{' || text[at] === '>')) at += 1;
  return /^[a-z0-9_.]{0,24}/.exec(text.slice(at, at + 24))?.[0] ?? '';
};

const valuesOf = (text: string, key: KeyWord): readonly string[] => {
  const values: string[] = [];
  for (let at = text.indexOf(key); at >= 0; at = text.indexOf(key, at + key.length)) {
    const value = valueAt(text, at + key.length);
    if (value !== undefined) values.push(value);
  }
  return values;
};

/** Two fields of our answer, filled in. */
const answersLikeModel = (text: string): boolean => {
  const severity = valuesOf(text, 'severity').some((value) => severities.some((known) => value.startsWith(known)));
  const category = valuesOf(text, 'category').some((value) => categories.some((known) => value === known));
  const confidence = valuesOf(text, 'confidence').length > 0;
  const verdict = valuesOf(text, 'verdict').length > 0 || valuesOf(text, 'answers').length > 0;
  return [severity, category, confidence, verdict].filter(Boolean).length >= 2;
};

/** A mark that begins with a letter begins a word: `filesystem: the` is none. */
const hasTurn = (text: string, mark: string): boolean => {
  const isWord = /[a-z]/.test(mark[0] ?? '');
  for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + 1))
    if (!isWord || at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1] ?? '')) return true;
  return false;
};

/** `text` is in lower case. */
export const speaksAsModel = (text: string): boolean =>
  turns.some((mark) => hasTurn(text, mark)) || ownValues.some((value) => text.includes(value)) || answersLikeModel(text);
