/** One question to a model of Amazon Bedrock, as providers see it; `#adapters/bedrock` keeps the promise. */

/** What is asked. */
export interface ConverseCall {
  /** Of Bedrock; the function's own when undefined. */
  readonly region?: string | undefined;
  /** A foundation model, an inference profile, or an ARN of either. */
  readonly modelId: string;
  readonly system: string;
  readonly user: string;
  /** What the answer must look like; a JSON schema that is the same in every call, because Bedrock compiles each new one. */
  readonly schema: Readonly<Record<string, unknown>>;
  /** `schema`: the text of the answer is held to it. `strict-tool`: a tool takes it and is held to it. `tool`: for models that are held to nothing. */
  readonly structure: 'schema' | 'strict-tool' | 'tool';
  readonly maxTokens: number;
  /** Milliseconds for the whole call. */
  readonly timeoutMs: number;
}

/** What came back. */
export interface ConverseAnswer {
  /** Bedrock's word: `end_turn`, `tool_use`, `max_tokens`, `guardrail_intervened` and others. */
  readonly stopReason: string;
  /** The text of the answer, or what the tool was given, as JSON; empty where there is neither. */
  readonly text: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** Throws UpstreamError, which holds nothing of the question. Sends once: whoever calls repeats. */
export type Converse = (call: ConverseCall) => Promise<ConverseAnswer>;
