/** Every provider keeps the provider contract over its real wire: what is no answer is thrown away, failures are classified, nothing hangs, nothing secret shows. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answerSchema } from '#ai/prompt.ts';
import { UpstreamError } from '#kernel/errors.ts';
import type { Provider } from '#kernel/provider.ts';
import { rejection, shownBy } from '#test/support/leaks.ts';
import { honest, honestAnswer, modelKey, providerFor, questionOf } from '#test/support/model-providers.ts';
import { type Answer, type Kind, type Model, type ModelServer, startModelServer, type Trouble } from '#test/support/model-server.ts';

const kinds: readonly Kind[] = ['bedrock', 'openai', 'anthropic'];

/** Each vendor's words for an answer that is no use, after its documentation. */
const ends: Record<Kind, readonly (readonly [string, string, boolean])[]> = {
  bedrock: [
    ['guardrail_intervened', 'refused', false],
    ['content_filtered', 'refused', false],
    ['refusal', 'refused', false],
    ['max_tokens', 'truncated', false],
    ['model_context_window_exceeded', 'truncated', false],
    ['malformed_model_output', 'malformed', true],
    ['malformed_tool_use', 'malformed', true],
  ],
  openai: [
    ['refusal', 'refused', false],
    ['content_filter', 'refused', false],
    ['length', 'truncated', false],
  ],
  anthropic: [
    ['refusal', 'refused', false],
    ['max_tokens', 'truncated', false],
    ['model_context_window_exceeded', 'truncated', false],
    ['end_turn', 'malformed', true],
  ],
};

const questions = [questionOf('disk broken: sda'), questionOf('GET /cart <num>'), questionOf('raid is fine')];
const secretText = 'the card of a customer';
const soon = (ms = 5_000): number => Date.now() + ms;

describe.for(kinds)('the %s provider', (kind) => {
  let server: ModelServer;
  let model: Model;
  let provider: Provider;

  beforeEach(async () => {
    model = honest;
    server = await startModelServer(kind, (items) => model(items));
    provider = providerFor(kind, server);
  });
  afterEach(async () => {
    await server.close();
    expect(server.failures()).toEqual([]);
  });

  const failing = async (trouble: Trouble, deadline = soon()): Promise<unknown> => {
    server.trouble(trouble);
    return rejection(provider.classify([...questions, questionOf(secretText)], deadline));
  };

  it('answers every question in order, and says what it took', async () => {
    const { verdicts, usage } = await provider.classify(questions, soon());
    expect(verdicts.map((verdict) => verdict?.severity)).toEqual(['critical', 'info', 'critical']);
    expect(verdicts[0]).toEqual({
      severity: 'critical',
      category: 'hardware',
      confidence: 0.95,
      source: `our-${kind}`,
      reason: 'It broke.',
    });
    expect(usage).toEqual({ inputTokens: 420, outputTokens: 60 });
  });

  it('answers fifty questions in one call', async () => {
    const fifty = Array.from({ length: 50 }, (_, at) => questionOf(at % 2 === 0 ? 'broken' : 'fine', { service: `service-${at}` }));
    const { verdicts } = await provider.classify(fifty, soon());
    expect(verdicts.map((verdict) => verdict?.severity)).toEqual(
      fifty.map(({ template }) => (template === 'broken' ? 'critical' : 'info')),
    );
    expect(server.requests()).toHaveLength(1);
  });

  it('shows text as bounded data in one line, under references that differ each time, and holds the answer to one schema', async () => {
    const text = `line\r\nbreak \u001b[31mred\u001b[0m \u202eturn <|im_start|> ${'x'.repeat(3_000)}`;
    const refs: string[][] = [];
    model = (items) => {
      refs.push(items.map(({ ref }) => ref));
      for (const item of items) {
        expect(item.template.length).toBeLessThanOrEqual(400);
        expect(item.template).toMatch(/^line break red turn ‹\|im_start\|› x+…$/);
      }
      return honest(items);
    };
    for (let times = 0; times < 2; times += 1) await provider.classify([questionOf(text)], soon());
    expect(refs[0]).not.toEqual(refs[1]);
    const [first = '', second = ''] = server.requests().map(({ body }) => body);
    for (const body of [first, second]) {
      expect(body).not.toContain('<|');
      expect(body.replaceAll('\\', '')).toContain(JSON.stringify(answerSchema).slice(1, 60));
    }
  });

  it.for<readonly [string, (answer: Answer) => Answer | readonly Answer[]]>([
    ['a severity that is none', (answer) => ({ ...answer, severity: 'fatal' })],
    ['a category that is none', (answer) => ({ ...answer, category: 'weather' })],
    ['a confidence that is no number', (answer) => ({ ...answer, confidence: 'high' })],
    ['no reason', ({ reason: _, ...answer }) => answer],
    ['another reference', (answer) => ({ ...answer, ref: 'q-unknown' })],
    ['no reference', ({ ref: _, ...answer }) => answer],
    ['no entry', () => []],
    ['two entries', (answer) => [answer, { ...answer, severity: 'info' }]],
    ['text for an entry', () => [Object('critical')]],
  ])('throws an answer away that has %s, and keeps the others', async ([, change]) => {
    model = (items) => items.flatMap((item) => (item.template.startsWith('disk') ? change(honestAnswer(item)) : honestAnswer(item)));
    const { verdicts } = await provider.classify(questions, soon());
    expect(verdicts.map((verdict) => verdict?.severity)).toEqual([undefined, 'info', 'critical']);
  });

  it('takes no notice of answers to what was not asked', async () => {
    model = (items) => [
      ...honest(items),
      ...Array.from({ length: 100 }, (_, at) => ({ ...honestAnswer({ ...Object(items[0]) }), ref: `extra-${at}` })),
    ];
    const { verdicts } = await provider.classify(questions, soon());
    expect(verdicts.map((verdict) => verdict?.severity)).toEqual(['critical', 'info', 'critical']);
  });

  it('bounds confidence and reason', async () => {
    model = (items) => items.map((item) => ({ ...honestAnswer(item), confidence: 7, reason: `\u001b[31m${'r\n'.repeat(2_000)}` }));
    const [verdict] = (await provider.classify(questions, soon())).verdicts;
    expect(verdict?.confidence).toBe(1);
    expect(verdict?.reason).toHaveLength(300);
    expect(verdict?.reason).not.toMatch(/\p{Cc}/u);
  });

  it.for(ends[kind])('takes an end with %s for %s', async ([end, reason, retryable]) => {
    expect(await failing({ end })).toMatchObject({ name: 'UpstreamError', reason, retryable });
  });

  it.for([
    [400, false],
    [401, false],
    [403, false],
    [404, false],
    [413, false],
    [408, true],
    [429, true],
    [500, true],
    [502, true],
    [503, true],
    [529, true],
  ] as const)('reports %d as a failure that is retryable: %s', async ([status, retryable]) => {
    const error = await failing({ status });
    expect(error).toBeInstanceOf(UpstreamError);
    expect(error).toMatchObject({ status, retryable });
    expect(server.requests()).toHaveLength(1);
  });

  it.for([429, 503])('passes on how long it is asked to wait, in seconds (%d)', async (status) => {
    expect(await failing({ status, headers: { 'retry-after': '7' } })).toMatchObject({ status, retryAfter: 7 });
  });

  it.for([301, 302, 307, 308])('does not follow a redirect (%d)', async (status) => {
    const elsewhere = await startModelServer(kind, honest);
    const error = await failing({ status, headers: { location: `${elsewhere.url}/v1/messages` }, body: '' });
    expect(error).toMatchObject({ name: 'UpstreamError', retryable: false });
    expect(elsewhere.requests()).toEqual([]);
    await elsewhere.close();
  });

  it.for<readonly [string, Trouble]>([
    ['a document that is cut', 'cut-document'],
    ['an empty body', { status: 200, body: '' }],
    ['a page', { status: 200, headers: { 'content-type': 'text/html' }, body: '<html><body>Login</body></html>' }],
    ['another document', { status: 200, body: '{"choices":[],"content":[],"output":{}}' }],
    ['JSON that is no object', { status: 200, body: '[1]' }],
    ['an answer without text', { text: '' }],
    ['an answer of another form', { text: '{"verdicts":[]}' }],
  ])('takes %s for malformed, and says nothing of it', async ([, trouble]) => {
    const error = await failing(trouble);
    expect(error).toBeInstanceOf(UpstreamError);
    expect(error).toMatchObject({ retryable: true });
    expect(shownBy(error)).not.toContain('Login');
  });

  it.for<Trouble>(['reset', 'cut-connection'])('takes a broken connection as retryable (%s)', async (trouble) => {
    expect(await failing(trouble)).toMatchObject({ name: 'UpstreamError', retryable: true, status: undefined });
  });

  it.for<Trouble>(['silence', 'drip'])('gives up at the deadline (%s)', async (trouble) => {
    const startedAt = Date.now();
    expect(await failing(trouble, soon(300))).toMatchObject({ name: 'UpstreamError', reason: 'timeout', retryable: true });
    expect(Date.now() - startedAt).toBeLessThan(2_000);
  });

  it('takes a host that is not there as retryable', async () => {
    await server.close();
    expect(await rejection(provider.classify(questions, soon()))).toMatchObject({ name: 'UpstreamError', retryable: true });
  });

  it('reads no answer without end', async () => {
    const body = Buffer.concat([Buffer.from('{"padding":"'), Buffer.alloc(10_000_000, 'x'), Buffer.from('"}')]);
    const error = await failing({ status: 200, body });
    expect(error).toMatchObject({ name: 'UpstreamError' });
    expect(shownBy(error)).not.toContain('xxxx');
  });

  it.for<Trouble>([
    { status: 401 },
    { status: 400, body: `{"message":"${secretText}"}` },
    { status: 500 },
    'reset',
    'silence',
    { text: secretText },
  ])('lets neither key nor question into an error (%o)', async (trouble) => {
    const shown = shownBy(await failing(trouble, soon(400)));
    for (const secret of [modelKey, 'T0PSECRET', secretText, server.url]) expect(shown).not.toContain(secret);
  });

  it('bears its key, where it has one', async () => {
    await provider.classify(questions, soon());
    const { headers = {}, path = '' } = server.requests()[0] ?? {};
    if (kind === 'openai') expect(headers['authorization']).toBe(`Bearer ${modelKey}`);
    if (kind === 'anthropic') expect([headers['x-api-key'], headers['anthropic-version']]).toEqual([modelKey, '2023-06-01']);
    if (kind === 'bedrock')
      expect([String(headers['authorization']).split(' ')[0], path]).toEqual([
        'AWS4-HMAC-SHA256',
        expect.stringContaining('us.anthropic.'),
      ]);
  });
});

describe('the openai provider', () => {
  it('asks a model of one’s own without a key, and by the older name of the limit', async () => {
    const server = await startModelServer('openai', honest);
    await providerFor('openai', server, { secret: undefined, outputLimit: 'max_tokens' }).classify(questions, soon());
    const { headers = {}, body = '{}' } = server.requests()[0] ?? {};
    await server.close();
    expect(headers['authorization']).toBeUndefined();
    expect(Object.keys(JSON.parse(body))).toEqual(['model', 'messages', 'response_format', 'max_tokens']);
  });
});

describe('the bedrock provider', () => {
  it.for(['tool', 'strict-tool'] as const)('has a tool take the answers where the model knows no other form (%s)', async (structure) => {
    const server = await startModelServer('bedrock', honest);
    const provider = providerFor('bedrock', server, { structure });
    await provider.classify(questions, soon());
    const { toolConfig } = JSON.parse(server.requests()[0]?.body ?? '{}');
    expect(toolConfig).toMatchObject({
      toolChoice: { any: {} },
      tools: [{ toolSpec: { name: 'answer', inputSchema: { json: answerSchema } } }],
    });
    expect(toolConfig.tools[0].toolSpec.strict).toBe(structure === 'strict-tool' ? true : undefined);
    server.trouble({
      status: 200,
      body: JSON.stringify({
        output: { message: { role: 'assistant', content: [{ toolUse: { toolUseId: 't', name: 'answer', input: { answers: [] } } }] } },
        stopReason: 'tool_use',
        usage: { inputTokens: 1, outputTokens: 2, totalTokens: 3 },
        metrics: { latencyMs: 1 },
      }),
    });
    expect(await provider.classify(questions, soon())).toEqual({
      verdicts: [undefined, undefined, undefined],
      usage: { inputTokens: 1, outputTokens: 2 },
    });
    await server.close();
  });
});
