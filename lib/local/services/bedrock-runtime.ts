/** Amazon Bedrock's runtime (REST JSON): Converse. This machine has no model: calls are answered as by a model without capacity, unless a stand-in is named. */
import { AwsError, type Service, type ServiceRequest, type ServiceResponse } from '../service.ts';

export interface BedrockRuntimeOptions {
  /** Where something answers Converse in a model's stead: `http://127.0.0.1:9000`. It gets the call under Bedrock's own path, unsigned. */
  readonly modelUrl?: string | undefined;
}

const conversePath = /^\/model\/([^/]{1,6144})\/converse$/;

const answer = (status: number, body: string, headers: Readonly<Record<string, string>> = {}): ServiceResponse => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body,
});

const hasMessages = (body: Buffer): boolean => {
  try {
    const { messages } = Object(JSON.parse(body.toString())) as { readonly messages?: unknown };
    return Array.isArray(messages) && messages.length > 0;
  } catch {
    return false;
  }
};

export class BedrockRuntimeService implements Service {
  readonly signingName = 'bedrock';
  readonly #options: BedrockRuntimeOptions;

  constructor(options: BedrockRuntimeOptions = {}) {
    this.#options = options;
  }

  async handle(request: ServiceRequest): Promise<ServiceResponse> {
    try {
      if (request.method !== 'POST' || !conversePath.test(request.path))
        throw new AwsError('UnknownOperationException', `${request.method} ${request.path} is not emulated locally`, 404);
      if (!hasMessages(request.body)) throw new AwsError('ValidationException', 'A conversation must start with a user message.');
      return await this.#converse(request);
    } catch (problem) {
      if (!(problem instanceof AwsError)) throw problem;
      return answer(problem.status, JSON.stringify({ message: problem.message }), { 'x-amzn-errortype': problem.code });
    }
  }

  async #converse({ path, body }: ServiceRequest): Promise<ServiceResponse> {
    const { modelUrl } = this.#options;
    if (modelUrl === undefined) throw new AwsError('ServiceUnavailableException', 'There is no model on this machine.', 503);
    try {
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(`${modelUrl}${path}`, { method: 'POST', headers, body: body.toString(), redirect: 'manual' });
      const type = response.headers.get('x-amzn-errortype');
      return answer(response.status, await response.text(), type === null ? {} : { 'x-amzn-errortype': type });
    } catch {
      throw new AwsError('ServiceUnavailableException', 'The stand-in for a model does not answer.', 503);
    }
  }
}
