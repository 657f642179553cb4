/** The HTTP API: who may call which route, how often, and the log of who did. */
import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  CfnIntegration,
  HttpApi,
  type HttpMethod,
  HttpNoneAuthorizer,
  HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Deployment } from './deployment.ts';
import { exempt } from './exempt.ts';
import type { StageFunction } from './stage-function.ts';

interface Door {
  /** `METHOD /path`. */
  readonly route: string;
  readonly to: 'ingest' | 'respond';
  /** `link`: no signature is asked for; the function checks the link's HMAC, expiry and purpose itself. */
  readonly access: 'iam' | 'link';
}

/** Every route there is. */
const doors: readonly Door[] = [
  { route: 'POST /v1/logs', to: 'ingest', access: 'iam' },
  { route: 'POST /v1/metrics', to: 'ingest', access: 'iam' },
  { route: 'POST /v1/traces', to: 'ingest', access: 'iam' },
  { route: 'GET /v1/incidents', to: 'respond', access: 'iam' },
  { route: 'GET /v1/incidents/{id}', to: 'respond', access: 'iam' },
  { route: 'POST /v1/incidents/{id}/acknowledge', to: 'respond', access: 'iam' },
  { route: 'POST /v1/incidents/{id}/resolve', to: 'respond', access: 'iam' },
  { route: 'GET /v1/approvals/{id}', to: 'respond', access: 'iam' },
  { route: 'POST /v1/approvals/{id}/approve', to: 'respond', access: 'iam' },
  { route: 'POST /v1/approvals/{id}/reject', to: 'respond', access: 'iam' },
  { route: 'GET /v1/answer', to: 'respond', access: 'link' },
  { route: 'POST /v1/answer', to: 'respond', access: 'link' },
];

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

export class FrontDoor extends Construct {
  readonly api: HttpApi;

  constructor(scope: Construct, id: string, { prefix, settings }: Deployment) {
    super(scope, id);
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
    for (const { route, to, access } of doors) {
      const [method, path] = route.split(' ') as [HttpMethod, string];
      const routes = this.api.addRoutes({
        path,
        methods: [method],
        integration: integrations[to],
        ...(access === 'link' ? { authorizer: new HttpNoneAuthorizer() } : {}),
      });
      if (access === 'link')
        for (const route of routes)
          exempt(route, {
            'AwsSolutions-APIG4':
              'People answer from a phone without AWS credentials: the link carries an HMAC with expiry and a single purpose, which the function checks; a GET only shows the question.',
          });
    }
    this.haveResent(functions.ingest);
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
