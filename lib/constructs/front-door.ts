/** The HTTP API: who may call which route, how often, and the log of who did. */
import { RemovalPolicy, Stack } from 'aws-cdk-lib';
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
import { HttpIamAuthorizer, HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
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

export class FrontDoor extends Construct {
  readonly api: HttpApi;
  private readonly responders: Deployment['settings']['responders'];
  private readonly doors: readonly Door[];

  constructor(scope: Construct, id: string, { prefix, settings, policy }: Deployment) {
    super(scope, id);
    this.responders = settings.responders;
    this.doors = doorsFor(policy);
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

  /** Puts the functions behind their doors. */
  open(functions: Readonly<Record<Door['to'], StageFunction>>): void {
    const integrations = {
      ingest: new HttpLambdaIntegration('Ingest', functions.ingest.function),
      respond: new HttpLambdaIntegration('Respond', functions.respond.function),
    };
    for (const door of this.doors) {
      const [method, path] = door.route.split(' ') as [HttpMethod, string];
      const routes = this.api.addRoutes({ path, methods: [method], integration: integrations[door.to], ...this.ask(door) });
      if (door.for === 'link' || door.for === 'slack')
        for (const route of routes) exempt(route, { 'AwsSolutions-APIG4': openFor[door.for] });
    }
    this.haveResent(functions.ingest);
  }

  /** Who is asked for what; agents and, without an issuer, people are asked for IAM's signature, the API's default. */
  private ask(door: Door): { readonly authorizer?: IHttpRouteAuthorizer; readonly authorizationScopes?: string[] } {
    if (door.for === 'link' || door.for === 'slack') return { authorizer: new HttpNoneAuthorizer() };
    if (door.for === 'agents' || this.responders === undefined) return {};
    const { scopes } = this.responders;
    return { authorizer: this.bearers(this.responders), ...(scopes.length === 0 ? {} : { authorizationScopes: scopes }) };
  }

  private tokens: HttpJwtAuthorizer | undefined;

  /** One authoriser for all routes. */
  private bearers({ issuer, audience }: NonNullable<FrontDoor['responders']>): HttpJwtAuthorizer {
    this.tokens ??= new HttpJwtAuthorizer('Responders', issuer, { authorizerName: 'responders', jwtAudience: audience });
    return this.tokens;
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
