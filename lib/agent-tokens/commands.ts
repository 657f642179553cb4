/** `warden agents`: gives agents tokens, lists, rotates and revokes them, on this machine's cloud or on AWS. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type AgentTokens, agentTokens } from '#adapters/dynamodb/agent-tokens.ts';
import { type AgentLimits, agentLimitNames } from '#kernel/agent-limits.ts';
import type { AgentToken } from '#kernel/agent-token.ts';
import { durationMs } from '#kernel/duration.ts';
import { UsageError } from '../replay/usage-error.ts';
import { addToken, type GivenToken, isGood, revokeTokens, rotateTokens } from './tokens.ts';

/** Where the tokens are kept. */
export interface AgentsOptions {
  readonly environment: string;
  /** Of the local cloud. */
  readonly url: string;
  /** Instead of the local cloud: AWS, with the credentials and the region of whoever runs this. */
  readonly aws: boolean;
}

export interface AddOptions extends AgentsOptions, Partial<Record<keyof AgentLimits, string>> {
  readonly scope?: readonly string[];
  readonly expires?: string;
}

export interface RotateOptions extends AgentsOptions {
  readonly overlap: string;
}

const namePattern = /^[a-z0-9][a-z0-9-]{0,63}$/;
const spanPattern = /^\d{1,5}[smhdwy]$/;

const milliseconds = (option: string, text: string): number => {
  if (!spanPattern.test(text)) throw new UsageError(`${option} ${text} is not a time span such as 90d, 12h or 1y.`);
  return durationMs(text);
};

const scopesOf = (given: readonly string[]): readonly string[] => {
  const wrong = given.find((scope) => scope !== '*' && !/^\/[\w{}./-]*$/.test(scope));
  if (wrong !== undefined) throw new UsageError(`--scope ${wrong} is not a path such as /v1/logs or /alertmanager.`);
  return given.length === 0 ? ['*'] : given;
};

/** As `--requests-per-minute`. */
const optionOf = (name: string): string => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

const limitsOf = (options: AddOptions): AgentLimits | undefined => {
  const given = agentLimitNames.flatMap((name) => {
    const text = options[name];
    if (text === undefined) return [];
    if (!/^\d{1,15}$/.test(text)) throw new UsageError(`${optionOf(name)} ${text} is not a whole number; 0 means no limit.`);
    return [[name, Number(text)] as const];
  });
  return given.length === 0 ? undefined : Object.fromEntries(given);
};

const limitsText = (limits: AgentLimits = {}): string =>
  agentLimitNames.flatMap((name) => (limits[name] === undefined ? [] : [` ${optionOf(name)} ${limits[name]}`])).join('');

/** Runs something on the table; UsageError in plain words where it cannot be reached. */
const withTokens = async <Result>(
  { environment, url, aws }: AgentsOptions,
  run: (tokens: AgentTokens) => Promise<Result>,
): Promise<Result> => {
  if (!aws && !URL.canParse(url)) throw new UsageError(`--url ${url} is not an address such as http://127.0.0.1:4318.`);
  const local = { endpoint: url, region: 'us-east-1', credentials: { accessKeyId: 'operator', secretAccessKey: 'operator' } };
  const client = new DynamoDBClient(aws ? {} : { ...local, maxAttempts: 1 });
  try {
    return await run(agentTokens(`streamwarden-${environment}-response`, client));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    const where = aws ? `AWS (is ${environment} deployed in this account and region?)` : `${url} (is it running? npm start)`;
    throw new UsageError(`The tokens of ${where} cannot be reached: ${why}`);
  } finally {
    client.destroy();
  }
};

const day = (at: number): string => new Date(at).toISOString().slice(0, 16).replace('T', ' ');

const given = ({ token, record }: GivenToken): string =>
  `${token}\n\nThis is the only time it is shown. ${record.agent} may send to ${record.scopes.join(', ')}${record.expiresAt === undefined ? '' : `, until ${day(record.expiresAt)} UTC`}; its id is ${record.id}.
As a header: Authorization: Bearer <token>. As a password: any name. In a Sentry DSN: https://<token>@<host>/<project>.\n`;

const state = (token: AgentToken, now: number): string => {
  if (token.revokedAt !== undefined) return `revoked ${day(token.revokedAt)}`;
  if (token.expiresAt === undefined) return 'good';
  return `${isGood(token, now) ? 'good until' : 'expired'} ${day(token.expiresAt)}`;
};

export const addAgentCommand = async (name: string, options: AddOptions, now: number): Promise<void> => {
  if (!namePattern.test(name)) throw new UsageError(`${name} is not a name: small letters, digits and hyphens, 64 at most.`);
  const scopes = scopesOf(options.scope ?? []);
  const lifeMs = options.expires === undefined ? undefined : milliseconds('--expires', options.expires);
  const limits = limitsOf(options);
  const rules = { scopes, now, lifeMs, ...(limits === undefined ? {} : { limits }) };
  process.stdout.write(given(await withTokens(options, (tokens) => addToken(tokens, name, rules))));
};

export const listAgentsCommand = async (options: AgentsOptions, now: number): Promise<void> => {
  const tokens = await withTokens(options, (all) => all.list());
  const line = (token: AgentToken): string =>
    `${token.agent.padEnd(24)} ${token.id}  since ${day(token.createdAt)}  ${state(token, now).padEnd(28)} ${token.scopes.join(' ')}${limitsText(token.limits)}\n`;
  process.stdout.write(tokens.length === 0 ? 'No agent has a token.\n' : tokens.map(line).join(''));
};

export const revokeAgentCommand = async (nameOrId: string, options: AgentsOptions, now: number): Promise<void> => {
  const revoked = await withTokens(options, (tokens) => revokeTokens(tokens, nameOrId, now));
  const line = ({ agent, id }: AgentToken): string => `Revoked ${id} of ${agent}.\n`;
  process.stdout.write(
    `${revoked.map(line).join('')}The door takes it until its cache forgets: frontDoor.tokenCacheSeconds, a minute by default.\n`,
  );
};

export const rotateAgentCommand = async (name: string, options: RotateOptions, now: number): Promise<void> => {
  const overlapMs = milliseconds('--overlap', options.overlap);
  const { old, ...rest } = await withTokens(options, (tokens) => rotateTokens(tokens, name, { now, overlapMs }));
  const line = ({ id, expiresAt = 0 }: AgentToken): string => `${id} is good until ${day(expiresAt)} UTC.\n`;
  process.stdout.write(`${given(rest)}${old.map(line).join('')}`);
};
