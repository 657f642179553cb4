/**
 * The HTTP API: who may call which route, how often, and the log of who did. Where agents must show a certificate, they have an API of
 * their own: people answer from phones, which have none.
 */
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
import { AgentsDomain } from './agents-domain.ts';
import { agentsWay, checkAgentsRoutes, type TokenPlace } from './agents-way.ts';
import type { Deployment } from './deployment.ts';
import { type Door, doorsFor } from './doors.ts';
import { exempt } from './exempt.ts';
import type { JwtIssuer, Settings } from './settings.ts';
import type { StageFunction } from './stage-function.ts';

/** One JSON line a request. The query is left out: an answer link's token is in it. */
const accessLogFormat = (frontDoor: Settings['frontDoor']): AccessLogFormat =>
  AccessLogFormat.custom(
    JSON.stringify({
      time: '$context.requestTime',
      requestId: '$context.requestId',
      route: '$context.routeKey',
      status: '$context.status',
      bytes: '$context.responseLength',
      latencyMs: '$context.responseLatency',
      caller: '$context.identity.caller',
      agent: '$context.authorizer.agent',
      ...(frontDoor.jwt === undefined ? {} : { subject: '$context.authorizer.claims.sub' }),
      ...(frontDoor.domain?.truststore === undefined ? {} : { certificate: '$context.identity.clientCert.subjectDN' }),
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

/** What `addRoutes` is told of who may call. */
interface Asked {
  readonly authorizer?: IHttpRouteAuthorizer;
  readonly authorizationScopes?: string[];
}

export class FrontDoor extends Construct {
  /** Where people answer; of agents, too, unless they show certificates. */
  readonly api: HttpApi;
  /** Where agents send; `api` itself, or one that only their domain leads to. */
  readonly agentsApi: HttpApi;
  /** What agents call it by. */
  readonly agentsUrl: string;
  private readonly settings: Settings;
  private readonly doors: readonly Door[];
  private readonly issuers = new Map<'responders' | 'agents', HttpJwtAuthorizer>();
  private readonly agents = new Map<TokenPlace, HttpLambdaAuthorizer>();

  constructor(scope: Construct, id: string, deployment: Deployment) {
    super(scope, id);
    const { prefix, settings, policy } = deployment;
    this.settings = settings;
    this.doors = doorsFor(policy);
    checkAgentsRoutes(this.doors, settings);
    const logGroup = new LogGroup(this, 'AccessLogs', {
      logGroupName: `/aws/vendedlogs/apigateway/${prefix}-api`,
      retention: settings.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const { domain } = settings.frontDoor;
    this.api = new HttpApi(this, 'Api', {
      apiName: `${prefix}-api`,
      description: 'Telemetry in, answers from people in',
      createDefaultStage: false,
      defaultAuthorizer: new HttpIamAuthorizer(),
    });
    const stage = this.stage('Stage', this.api, logGroup);
    this.agentsUrl = domain === undefined ? this.api.apiEndpoint : `https://${domain.name}`;
    if (domain?.truststore === undefined) {
      this.agentsApi = this.api;
      if (domain !== undefined) new AgentsDomain(this, 'Domain', { deployment, domain, api: this.api, stage });
      return;
    }
    this.agentsApi = new HttpApi(this, 'AgentsApi', {
      apiName: `${prefix}-agents-api`,
      description: 'Telemetry in, from holders of a certificate',
      createDefaultStage: false,
      // API Gateway's own address asks for no certificate.
      disableExecuteApiEndpoint: true,
      defaultAuthorizer: new HttpIamAuthorizer(),
    });
    const agentsStage = this.stage('AgentsStage', this.agentsApi, logGroup);
    new AgentsDomain(this, 'Domain', { deployment, domain, api: this.agentsApi, stage: agentsStage });
  }

  private stage(id: string, httpApi: HttpApi, logGroup: LogGroup): HttpStage {
    const { api, frontDoor } = this.settings;
    return new HttpStage(this, id, {
      httpApi,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: api.requestsPerSecond, burstLimit: api.burst },
      accessLogSettings: { destination: new LogGroupLogDestination(logGroup), format: accessLogFormat(frontDoor) },
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
      const api = door.for === 'agents' ? this.agentsApi : this.api;
      const routes = api.addRoutes({
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
  private ask(door: Door, authorise: StageFunction | undefined): Asked {
    if (door.for === 'link' || door.for === 'slack') return { authorizer: new HttpNoneAuthorizer() };
    if (door.for === 'agents') {
      const way = agentsWay(door, this.settings);
      if (way.by === 'jwt') return this.bearersOf('agents', this.settings.frontDoor.jwt);
      return way.by === 'iam' || authorise === undefined ? {} : { authorizer: this.bearersOfAgentTokens(way.place, authorise) };
    }
    return this.bearersOf('responders', this.settings.responders);
  }

  /** One authoriser an issuer for all routes; IAM where there is none. */
  private bearersOf(whose: 'responders' | 'agents', by: JwtIssuer | undefined): Asked {
    if (by === undefined) return {};
    const { issuer, audience, scopes } = by;
    const known = this.issuers.get(whose);
    const name = whose === 'agents' ? 'agents-jwt' : whose;
    const id = whose === 'agents' ? 'AgentsJwt' : 'Responders';
    const authorizer = known ?? new HttpJwtAuthorizer(id, issuer, { authorizerName: name, jwtAudience: audience });
    this.issuers.set(whose, authorizer);
    return { authorizer, ...(scopes.length === 0 ? {} : { authorizationScopes: scopes }) };
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
    const integrations = this.agentsApi.node.findAll().filter((node) => node instanceof CfnIntegration);
    const uri = JSON.stringify(Stack.of(this).resolve(ingest.function.functionArn));
    for (const integration of integrations)
      if (JSON.stringify(Stack.of(this).resolve(integration.integrationUri)) === uri)
        integration.responseParameters = {
          '500': { ResponseParameters: [{ Destination: 'overwrite:statuscode', Source: '503' }] },
        };
  }
}
