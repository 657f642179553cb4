/**
 * A stand-in for a vendor's model, over the vendor's own wire on a loopback port: OpenAI's chat completions, Anthropic's Messages, Bedrock's
 * Converse. What the "model" answers is a function of what it is shown; trouble comes as a test asks for it.
 */
import { createServer as createHttp1, type IncomingMessage, ServerResponse } from 'node:http';
import { createServer as createHttp2, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import type { AddressInfo } from 'node:net';
import type { ProvidersPolicy } from '#kernel/policy.ts';

export type Kind = ProvidersPolicy['providers'][number]['kind'];

/** One entry of the prompt, as the model sees it. */
export interface ShownItem {
  readonly ref: string;
  readonly service: string;
  readonly severityNumber: number;
  readonly template: string;
  readonly example: string;
}

/** One entry of an answer; tests also send what is none. */
export type Answer = Readonly<Record<string, unknown>>;

/** What the model is shown, and the answers it gives. */
export type Model = (items: readonly ShownItem[]) => readonly Answer[];

type ShownEntry = Readonly<Record<string, string>>;

/** What the model is shown when it is asked for a remark. */
export interface ShownCircumstances {
  readonly anomaly: ShownEntry;
  readonly neighbours: readonly ShownEntry[];
  readonly services: readonly ShownEntry[];
}

/** The document a model answers with about an anomaly; tests also send what is none. */
export type Remarks = (shown: ShownCircumstances) => unknown;

/** What happens to the next request instead. */
export type Trouble =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string | Buffer }
  /** The vendor's word for how the answer ended. */
  | { readonly end: string }
  /** The text of the answer instead of a document. */
  | { readonly text: string }
  | 'reset'
  | 'silence'
  /** The right answer, cut in the middle: as a whole answer, or as a connection that breaks. */
  | 'cut-document'
  | 'cut-connection'
  /** A byte every 20 ms. */
  | 'drip';

export interface ModelServer {
  readonly url: string;
  trouble(...troubles: readonly Trouble[]): void;
  /** Bodies as they came. */
  requests(): readonly { readonly path: string; readonly headers: Readonly<Record<string, unknown>>; readonly body: string }[];
  /** What went wrong in the stand-in itself: an expectation of the model's. */
  failures(): readonly unknown[];
  close(): Promise<void>;
}

type Shape = Readonly<Record<string, unknown>>;
const at = (value: unknown, ...path: readonly (string | number)[]): unknown =>
  path.reduce((inner: unknown, key) => Reflect.get(Object(inner), key), value);

/** How each vendor words a request and an answer, after its documentation. */
const vendors: Record<
  Kind,
  {
    readonly userOf: (request: unknown) => unknown;
    readonly answer: (text: string, end: string | undefined) => Shape;
    /** Of a request; undefined when all is as the vendor wants it. */
    readonly complaint: (path: string, request: unknown) => string | undefined;
  }
> = {
  openai: {
    userOf: (request) => at(request, 'messages', 1, 'content'),
    answer: (text, end) => ({
      id: 'chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT',
      object: 'chat.completion',
      created: 1_763_600_000,
      model: 'gpt-4.1-mini-2025-04-14',
      choices: [
        {
          index: 0,
          message: {
            role: 'assistant',
            content: end === 'refusal' ? null : text,
            refusal: end === 'refusal' ? 'I can’t help with that.' : null,
          },
          logprobs: null,
          finish_reason: end === undefined || end === 'refusal' ? 'stop' : end,
        },
      ],
      usage: { prompt_tokens: 420, completion_tokens: 60, total_tokens: 480 },
    }),
    complaint: (path, request) => {
      if (path !== '/v1/chat/completions') return `no such path ${path}`;
      if (at(request, 'response_format', 'type') !== 'json_schema') return 'response_format is missing';
      return at(request, 'response_format', 'json_schema', 'strict') === true ? undefined : 'not strict';
    },
  },
  anthropic: {
    userOf: (request) => at(request, 'messages', 0, 'content'),
    answer: (text, end) => {
      const input = JSON.parse(text.startsWith('{') && text.endsWith('}') ? text : '{}') as unknown;
      return {
        id: 'msg_01XFDUDYJgAACzvnptvVoYEL',
        type: 'message',
        role: 'assistant',
        model: 'claude-haiku-4-5-20251001',
        content:
          end === undefined && text !== ''
            ? [{ type: 'tool_use', id: 'toolu_01A09q90qw90lq917835lq9', name: 'answer', input }]
            : [{ type: 'text', text: 'I’d rather not.' }],
        stop_reason: end ?? 'tool_use',
        stop_sequence: null,
        usage: { input_tokens: 420, cache_creation_input_tokens: 0, cache_read_input_tokens: 0, output_tokens: 60 },
      };
    },
    complaint: (path, request) => {
      if (path !== '/v1/messages') return `no such path ${path}`;
      if (typeof at(request, 'max_tokens') !== 'number') return 'max_tokens: Field required';
      return at(request, 'tools', 0, 'strict') === true ? undefined : 'not strict';
    },
  },
  bedrock: {
    userOf: (request) => at(request, 'messages', 0, 'content', 0, 'text'),
    answer: (text, end) => ({
      output: { message: { role: 'assistant', content: [{ text }] } },
      stopReason: end ?? 'end_turn',
      usage: { inputTokens: 420, outputTokens: 60, totalTokens: 480 },
      metrics: { latencyMs: 812 },
    }),
    complaint: (path, request) => {
      if (!/^\/model\/[^/]+\/converse$/.test(path)) return `no such path ${path}`;
      const schema = at(request, 'outputConfig', 'textFormat', 'structure', 'jsonSchema', 'schema');
      return typeof schema === 'string' || at(request, 'toolConfig', 'tools', 0) !== undefined
        ? undefined
        : 'nothing holds the answer to a form';
    },
  },
};

type Incoming = IncomingMessage | Http2ServerRequest;

/** What is written to, whichever protocol it goes over. */
interface Outgoing {
  head(status: number, headers: Readonly<Record<string, string>>): void;
  write(text: string): void;
  end(text: string | Buffer): void;
  breakOff(): void;
  onClose(listener: () => void): void;
}

const outgoingOf = (response: ServerResponse | Http2ServerResponse): Outgoing => ({
  head: (status, headers) => {
    response.statusCode = status;
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  },
  write: (text) => {
    if (response instanceof ServerResponse) response.write(text);
    else response.write(text);
  },
  end: (text) => {
    if (response instanceof ServerResponse) response.end(text);
    else response.end(text);
  },
  breakOff: () => {
    if (response instanceof ServerResponse) response.destroy();
    else response.stream.session?.destroy();
  },
  onClose: (listener) => {
    response.on('close', listener);
  },
});

const json = { 'content-type': 'application/json' };

const drip = (outgoing: Outgoing, text: string): void => {
  outgoing.head(200, json);
  let sent = 0;
  const timer = setInterval(() => {
    if (sent < text.length) outgoing.write(text[sent] ?? '');
    else clearInterval(timer);
    sent += 1;
  }, 20);
  outgoing.onClose(() => clearInterval(timer));
};

/** What it answers: about kinds of messages, or about an anomaly. */
const documentOf = (user: unknown, model: Model, remarks: Remarks): unknown => {
  const shown: unknown = JSON.parse(String(user));
  if (at(shown, 'anomaly') !== undefined) return remarks(shown as ShownCircumstances);
  return { answers: model((at(shown, 'items') ?? []) as readonly ShownItem[]) };
};

const noRemark: Remarks = () => ({ context: 'Nothing explains it.', likelyCause: 'none', confidence: 0 });

/** Starts a vendor whose model answers so. `protocol` is the one its own client speaks unless told otherwise. */
export const startModelServer = async (
  kind: Kind,
  model: Model,
  protocol: 'http1' | 'http2' = kind === 'bedrock' ? 'http2' : 'http1',
  remarks: Remarks = noRemark,
): Promise<ModelServer> => {
  const vendor = vendors[kind];
  const troubles: Trouble[] = [];
  const requests: { path: string; headers: Readonly<Record<string, unknown>>; body: string }[] = [];

  const respond = (path: string, body: string, outgoing: Outgoing): void => {
    const send = (status: number, text: string | Buffer, headers: Readonly<Record<string, string>> = {}): void => {
      outgoing.head(status, { ...json, ...headers });
      outgoing.end(text);
    };
    const request: unknown = JSON.parse(body);
    const complaint = vendor.complaint(path, request);
    if (complaint !== undefined) {
      send(400, JSON.stringify({ message: complaint }));
      return;
    }
    const document = JSON.stringify(documentOf(vendor.userOf(request), model, remarks));
    const whole = JSON.stringify(vendor.answer(document, undefined));
    const trouble = troubles.shift();
    if (trouble === undefined) send(200, whole);
    else if (trouble === 'reset') outgoing.breakOff();
    else if (trouble === 'cut-document') send(200, whole.slice(0, whole.length / 2));
    else if (trouble === 'drip') drip(outgoing, whole);
    else if (trouble === 'cut-connection') {
      outgoing.head(200, json);
      outgoing.write(whole.slice(0, whole.length / 2));
      setTimeout(() => outgoing.breakOff(), 30);
    } else if (trouble === 'silence') return;
    else if ('end' in trouble) send(200, JSON.stringify(vendor.answer(document, trouble.end)));
    else if ('text' in trouble) send(200, JSON.stringify(vendor.answer(trouble.text, undefined)));
    else send(trouble.status, trouble.body ?? JSON.stringify({ message: 'no' }), trouble.headers);
  };

  const serve = async (incoming: Incoming, outgoing: Outgoing): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
    const body = Buffer.concat(chunks).toString('utf8');
    const path = decodeURIComponent(incoming.url ?? '');
    requests.push({ path, headers: incoming.headers, body });
    respond(path, body, outgoing);
  };
  // A client that hangs up is part of the play; what a model throws is for the test to see.
  const failures: unknown[] = [];
  const serving = (incoming: Incoming, response: ServerResponse | Http2ServerResponse): void => {
    const outgoing = outgoingOf(response);
    serve(incoming, outgoing).catch((error: unknown) => {
      failures.push(error);
      outgoing.breakOff();
    });
  };

  // Bedrock's client speaks HTTP/2 without asking.
  const server = protocol === 'http2' ? createHttp2(serving) : createHttp1(serving);
  const open = new Set<{ destroy(): unknown }>();
  server.on('connection', (socket: { destroy(): unknown }) => open.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    trouble: (...more) => {
      troubles.push(...more);
    },
    requests: () => [...requests],
    failures: () => failures.filter((error) => error instanceof Error && error.name === 'AssertionError'),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
};
