/** AWS Lambda (REST JSON): Invoke of the template's functions, and of functions that somebody else in the account keeps. */
import { AwsError, type InvokeResult, type Invoker, type Service, type ServiceRequest, type ServiceResponse } from '../service.ts';

/** A function that no template has: gets the event, answers or fails. */
export type StandInFunction = (event: unknown) => InvokeResult;

interface LambdaOptions {
  readonly invoker: Invoker;
  /** Whether the template has it. */
  readonly isDeployed: (name: string) => boolean;
  /** By name. */
  readonly functions?: Readonly<Record<string, StandInFunction>>;
}

const invocation = /^\/2015-03-31\/functions\/([^/]{1,300})\/invocations$/;

const json = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): ServiceResponse => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(body),
});

/** An error as Lambda words it: the type in a header, and whose fault it is in the body [D: API reference, Invoke]. */
export const lambdaError = (status: number, code: string, message: string): ServiceResponse =>
  json(status, { Type: status < 500 ? 'User' : 'Service', Message: message, message }, { 'x-amzn-errortype': code });

/** Which function is called: by name, ARN or a part of one, with an alias or version after it or as `Qualifier`. */
export const calledFunction = ({
  path,
  query,
}: Pick<ServiceRequest, 'path' | 'query'>): { readonly name: string; readonly qualifier?: string } | undefined => {
  const encoded = invocation.exec(path)?.[1];
  if (encoded === undefined) return undefined;
  const [name = '', inName] = decodeURIComponent(encoded)
    .replace(/^.*?(?:^|:)function:/, '')
    .split(':');
  const qualifier = inName ?? query.get('Qualifier') ?? undefined;
  return { name, ...(qualifier === undefined ? {} : { qualifier }) };
};

export class LambdaService implements Service {
  readonly signingName = 'lambda';
  readonly #options: LambdaOptions;

  constructor(options: LambdaOptions) {
    this.#options = options;
  }

  async handle(request: ServiceRequest): Promise<ServiceResponse> {
    try {
      const called = calledFunction(request);
      if (request.method !== 'POST' || called === undefined)
        throw new AwsError('UnknownOperationException', `${request.method} ${request.path} is not emulated locally`, 404);
      return await this.#invoke(called.name, request);
    } catch (problem) {
      if (!(problem instanceof AwsError)) throw problem;
      return lambdaError(problem.status, problem.code, problem.message);
    }
  }

  async #invoke(name: string, { headers, body }: ServiceRequest): Promise<ServiceResponse> {
    const kind = headers['x-amz-invocation-type'] ?? 'RequestResponse';
    const standIn = Object.hasOwn(this.#options.functions ?? {}, name) ? this.#options.functions?.[name] : undefined;
    if (standIn === undefined && !this.#options.isDeployed(name))
      throw new AwsError('ResourceNotFoundException', `Function not found: ${name}`, 404);
    if (kind === 'DryRun') return { status: 204, headers: {}, body: '' };
    if (kind !== 'RequestResponse') throw new AwsError('InvalidParameterValueException', `Invocation type ${kind} is not emulated locally`);
    const event = this.#event(body);
    const result = standIn === undefined ? await this.#options.invoker.invoke(name, event) : standIn(event);
    const version = { 'x-amz-executed-version': '$LATEST' };
    if (result.ok) return json(200, result.payload, version);
    const { errorType, errorMessage, trace = [] } = result;
    return json(200, { errorType, errorMessage, trace }, { ...version, 'x-amz-function-error': 'Unhandled' });
  }

  #event(body: Buffer): unknown {
    try {
      return JSON.parse(body.length === 0 ? '{}' : body.toString());
    } catch {
      throw new AwsError('InvalidRequestContentException', 'Could not parse request body into json');
    }
  }
}
