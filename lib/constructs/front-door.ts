/** The HTTP API: who may call which route, how often, and the log of who did. */
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  CfnIntegration,
  HttpApi,
  type HttpMethod,
  HttpNoneAuthorizer,
  HttpStage,
  type IHttpRouteAuthorizer,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import {
  HttpIamAuthorizer,
  HttpJwtAuthorizer,
  HttpLambdaAuthorizer,
  HttpLambdaResponseType,
} from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { agentsWay, checkAgentsRoutes, type TokenPlace } from './agents-way.ts';
import type { Deployment } from './deployment.ts';
import { type Door, doorsFor } from './doors.ts';
import { exempt } from './exempt.ts';
import type { StageFunction } from './stage-function.ts';

/** One JSON line a request. The query is left out: an answer link's token is in it. */
const accessLogFormat = AccessLogFormat.custom(
  JSON.stringify({
    time: '$context.requestTime',
    requestId: '$context.requestId',
    route: '$context.routeKey',
    status: '$context.status',
    bytes: '$context.responseLength',
    latencyMs: '$context.responseLatency',
    caller: '$context.identity.caller',
    agent: '$context.authorizer.agent',
    sourceIp: '$context.identity.sourceIp',
    integrationError: '$context.integrationErrorMessage',
    authorizerError: '$context.authorizer.error',
  }),
);

/** Why the gateway itself asks for nothing. */
const openFor = {
  link: 'People answer from a phone without AWS credentials: the link carries an HMAC with expiry and a single purpose, which the function checks; a GET only shows the question.',
  slack: 'Slack signs with its own secret, not with AWS credentials: the function checks signature, age and the signed button.',
} as const;

/** Where each authoriser of agents looks. Without a place of its own the gateway asks every time, and answers 403 where nothing is carried. */
const identitySources: Readonly<Record<TokenPlace, readonly string[]>> = {
  authorization: ['$request.header.Authorization'],
  firehose: ['$request.header.X-Amz-Firehose-Access-Key'],
  anywhere: [],
};

export class FrontDoor extends Construct {
  readonly api: HttpApi;
  private readonly settings: Deployment['settings'];
  private readonly doors: readonly Door[];
  private tokens: HttpJwtAuthorizer | undefined;
  private readonly agents = new Map<TokenPlace, HttpLambdaAuthorizer>();

  constructor(scope: Construct, id: string, { prefix, settings, policy }: Deployment) {
    super(scope, id);
    this.settings = settings;
    this.doors = doorsFor(policy);
    checkAgentsRoutes(this.doors, settings);
    this.api = new HttpApi(this, 'Api', {
      apiName: `${prefix}-api`,
      description: 'Telemetry in, answers from people in',
      createDefaultStage: false,
      defaultAuthorizer: new HttpIamAuthorizer(),
    });
    const logGroup = new LogGroup(this, 'AccessLogs', {
      logGroupName: `/aws/vendedlogs/apigateway/${prefix}-api`,
      retention: settings.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: settings.api.requestsPerSecond, burstLimit: settings.api.burst },
      accessLogSettings: { destination: new LogGroupLogDestination(logGroup), format: accessLogFormat },
    });
  }

  /** Puts the functions behind their doors; `authorise` is there where a door takes agent tokens. */
  open(functions: Readonly<Record<Door['to'], StageFunction>> & { readonly authorise: StageFunction | undefined }): void {
    const integrations = {
      ingest: new HttpLambdaIntegration('Ingest', functions.ingest.function),
      respond: new HttpLambdaIntegration('Respond', functions.respond.function),
    };
    for (const door of this.doors) {
      const [method, path] = door.route.split(' ') as [HttpMethod, string];
      const routes = this.api.addRoutes({
        path,
        methods: [method],
        integration: integrations[door.to],
        ...this.ask(door, functions.authorise),
      });
      if (door.for === 'link' || door.for === 'slack')
        for (const route of routes) exempt(route, { 'AwsSolutions-APIG4': openFor[door.for] });
    }
    this.haveResent(functions.ingest);
  }

  /** Who is asked for what; where it is IAM's signature, that is the API's default. */
  private ask(
    door: Door,
    authorise: StageFunction | undefined,
  ): { readonly authorizer?: IHttpRouteAuthorizer; readonly authorizationScopes?: string[] } {
    if (door.for === 'link' || door.for === 'slack') return { authorizer: new HttpNoneAuthorizer() };
    if (door.for === 'agents') {
      const way = agentsWay(door, this.settings);
      return way.by === 'iam' || authorise === undefined ? {} : { authorizer: this.bearersOfAgentTokens(way.place, authorise) };
    }
    const { responders } = this.settings;
    if (responders === undefined) return {};
    const { scopes } = responders;
    return { authorizer: this.bearers(responders), ...(scopes.length === 0 ? {} : { authorizationScopes: scopes }) };
  }

  /** One authoriser for all routes. */
  private bearers({ issuer, audience }: NonNullable<Deployment['settings']['responders']>): HttpJwtAuthorizer {
    this.tokens ??= new HttpJwtAuthorizer('Responders', issuer, { authorizerName: 'responders', jwtAudience: audience });
    return this.tokens;
  }

  /** One authoriser a place. What it says is remembered by route, too: a token's scopes are routes. */
  private bearersOfAgentTokens(place: TokenPlace, authorise: StageFunction): HttpLambdaAuthorizer {
    const known = this.agents.get(place);
    if (known !== undefined) return known;
    const sources = identitySources[place];
    const seconds = sources.length === 0 ? 0 : this.settings.frontDoor.tokenCacheSeconds;
    const authorizer = new HttpLambdaAuthorizer(`AgentTokens${place}`, authorise.function, {
      authorizerName: `agents-${place}`,
      responseTypes: [HttpLambdaResponseType.SIMPLE],
      identitySource: sources.length === 0 ? [] : [...sources, '$context.routeKey'],
      resultsCacheTtl: Duration.seconds(seconds),
    });
    this.agents.set(place, authorizer);
    return authorizer;
  }

  /** An ingest that died is answered with 503: OTLP exporters drop what was answered with 500, and send again after 503 [T]. */
  private haveResent(ingest: StageFunction): void {
    const integrations = this.api.node.findAll().filter((node) => node instanceof CfnIntegration);
    const uri = JSON.stringify(Stack.of(this).resolve(ingest.function.functionArn));
    for (const integration of integrations)
      if (JSON.stringify(Stack.of(this).resolve(integration.integrationUri)) === uri)
        integration.responseParameters = {
          '500': { ResponseParameters: [{ Destination: 'overwrite:statuscode', Source: '503' }] },
        };
  }
}
