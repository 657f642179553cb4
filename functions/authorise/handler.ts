/** The function the API asks whether an agent's token is good. */
import middy from '@middy/core';
import { systemClock } from '#adapters/clock.ts';
import { agentTokens } from '#adapters/dynamodb/agent-tokens.ts';
import { dynamodb } from '#adapters/dynamodb/client.ts';
import { count, readSettings, text } from '#stage/settings.ts';
import { emitReport, log } from '#stage/telemetry.ts';
import { authorise } from './authorise.ts';
import type { AuthoriserAnswer, AuthoriserEvent } from './event.ts';
import { remembering } from './remembering.ts';

/* biome-ignore-start lint/style/useNamingConvention: environment variables. */
const settings = readSettings({ RESPONSE_TABLE: text, TOKEN_CACHE_SECONDS: count });
/* biome-ignore-end lint/style/useNamingConvention: environment variables. */
const { find } = agentTokens(settings.RESPONSE_TABLE, dynamodb);
const ports = { find, findRemembered: remembering(find, systemClock, settings.TOKEN_CACHE_SECONDS * 1000), clock: systemClock, log };

export const handler = middy<AuthoriserEvent, AuthoriserAnswer>().handler(async (event: AuthoriserEvent) => {
  const { answer, report } = await authorise(event, ports);
  emitReport(report);
  return answer;
});
