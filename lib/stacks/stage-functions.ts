/** The functions: what each is told by its environment, and exactly what each may do. */
import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { announcesAlerts } from '#kernel/routing/route-tree.ts';
import { takesTokens } from '../constructs/agents-way.ts';
import { allowChannels } from '../constructs/allow-channels.ts';
import { allowProviders } from '../constructs/allow-providers.ts';
import { allowTargets } from '../constructs/allow-targets.ts';
import type { Deployment } from '../constructs/deployment.ts';
import { doorsFor } from '../constructs/doors.ts';
import { secretResource } from '../constructs/named-secret.ts';
import { adviseAttempts, adviseTimeout, asksForOpinions, OpinionRequests } from '../constructs/opinion-requests.ts';
import { StageFunction } from '../constructs/stage-function.ts';
import { SynthesisError } from '../constructs/synthesis-error.ts';
import { Workflow } from '../constructs/workflow.ts';
import { type DataStack, dispatchTimeout, routeTimeout } from './data-stack.ts';

export interface StageFunctionsProps {
  readonly deployment: Deployment;
  readonly data: DataStack;
  /** Where people reach the API: answer links begin with it. */
  readonly publicUrl: string;
}

/** Alerts, incidents, groups, locks and the timeline are read by key and written whole. */
const readsAndWrites = ['dynamodb:GetItem', 'dynamodb:PutItem'];
/** Attributes of one item that many set apart: a question and its answer, an incident’s alerts, what correlation remembers. */
const answers = ['dynamodb:UpdateItem'];
/** A group that is closed, a delivery that failed. */
const releases = ['dynamodb:DeleteItem'];
/** A timeline; incidents by status; a group's announced members; the audit chain. */
const lists = ['dynamodb:Query'];
/** A group's alerts. */
const batches = ['dynamodb:BatchGetItem'];
/** What consuming a queue takes. */
const consumes = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];

export class StageFunctions extends Construct {
  /** Where a door takes agent tokens. */
  readonly authorise: StageFunction | undefined;
  readonly ingest: StageFunction;
  readonly classify: StageFunction;
  readonly detect: StageFunction;
  readonly archive: StageFunction;
  readonly route: StageFunction;
  readonly dispatch: StageFunction;
  readonly escalate: StageFunction;
  readonly remediate: StageFunction;
  readonly notify: StageFunction;
  readonly respond: StageFunction;
  /** Where policy wants second opinions and there are models to ask: who asks them, and what it is asked through. */
  readonly opinions: { readonly advise: StageFunction; readonly requests: OpinionRequests } | undefined;
  readonly escalation: Workflow;
  readonly remediation: Workflow;
  private readonly deployment: Deployment;
  private readonly data: DataStack;

  constructor(scope: Construct, id: string, { deployment, data, publicUrl }: StageFunctionsProps) {
    super(scope, id);
    this.deployment = deployment;
    this.data = data;
    this.authorise = this.authoriseFunction();
    this.ingest = this.ingestFunction();
    this.classify = this.classifyFunction();
    this.detect = this.analyser('detect', 'Scores metric samples and span rates, series by series', readsAndWrites);
    this.archive = this.archiveFunction();
    this.escalate = this.responder('escalate', 'A step of the escalation workflow', [...readsAndWrites, ...answers, ...releases, ...lists]);
    this.notify = this.notifyFunction(publicUrl);
    this.escalation = new Workflow(this, 'Escalation', deployment, {
      name: 'escalation',
      definition: 'functions/escalate/escalation.asl.json',
      steps: { EscalateFunction: this.escalate, NotifyFunction: this.notify },
    });
    this.remediate = this.remediateFunction(publicUrl);
    this.remediation = new Workflow(this, 'Remediation', deployment, {
      name: 'remediation',
      definition: 'functions/remediate/remediation.asl.json',
      steps: { RemediateFunction: this.remediate, NotifyFunction: this.notify },
    });
    this.opinions = this.opinionsFunction();
    this.route = this.routeFunction();
    this.dispatch = this.dispatchFunction();
    this.respond = this.respondFunction();
    // Whoever can acknowledge or resolve answers the escalation; approvals are answered by a person, or found answered already.
    for (const stage of [this.escalate, this.remediate, this.route, this.respond]) this.escalation.allowAnswers(stage);
    for (const stage of [this.remediate, this.respond]) this.remediation.allowAnswers(stage);
  }

  /** Whether the policy has anybody told of groups, or alerts inhibited; rights that only those need are not granted otherwise. */
  private get tellsGroups(): boolean {
    return announcesAlerts(this.deployment.policy.routes);
  }

  private authoriseFunction(): StageFunction | undefined {
    const { policy, settings } = this.deployment;
    if (!takesTokens(doorsFor(policy), settings)) return undefined;
    const environment = { TOKEN_CACHE_SECONDS: String(settings.frontDoor.tokenCacheSeconds) };
    // The HTTP API waits ten seconds for an authoriser.
    return this.responder('authorise', 'Lets agents in by their token', ['dynamodb:GetItem'], environment, Duration.seconds(8));
  }

  private ingestFunction(): StageFunction {
    const { telemetry, hashKey, knowledge } = this.data;
    const { limits, deduplication } = this.deployment.settings.frontDoor;
    const stage = new StageFunction(this, 'Ingest', this.deployment, {
      name: 'ingest',
      description: 'Takes agents’ telemetry: authenticate, decode, validate, sanitise, frame, put',
      memory: this.deployment.settings.memory.ingest,
      // The HTTP API gives up after 30 s.
      timeout: Duration.seconds(29),
      environment: {
        TELEMETRY_STREAM: telemetry.streamName,
        HASH_KEY_SECRET: hashKey.secretArn,
        KNOWLEDGE_TABLE: knowledge.tableName,
        REQUESTS_PER_MINUTE: String(limits.requestsPerMinute),
        SIGNALS_PER_MINUTE: String(limits.signalsPerMinute),
        BYTES_PER_DAY: String(limits.bytesPerDay),
        DEDUPLICATION_SECONDS: String(deduplication.windowSeconds),
        DEDUPLICATION_SHARED: deduplication.shared,
      },
    });
    // Shares of agents' quotas, and what was stored lately; GetItem says why a claim was not to be had.
    const remembers = deduplication.windowSeconds > 0 && deduplication.shared !== 'none';
    stage.allow(['dynamodb:UpdateItem', ...(remembers ? ['dynamodb:GetItem'] : [])], [knowledge.tableArn]);
    stage.allow(['kinesis:PutRecords'], [telemetry.streamArn]);
    stage.allow(['secretsmanager:GetSecretValue'], [hashKey.secretArn]);
    return stage;
  }

  /** A stream stage that remembers in `knowledge` and sends findings. */
  private analyser(name: 'classify' | 'detect', description: string, rights: readonly string[], environment = {}): StageFunction {
    const { knowledge, findings } = this.data;
    const stage = this.streamStage(name, description, {
      KNOWLEDGE_TABLE: knowledge.tableName,
      FINDINGS_QUEUE_URL: findings.queueUrl,
      ...environment,
    });
    stage.allow(rights, [knowledge.tableArn]);
    stage.allow(['sqs:SendMessage'], [findings.queueArn]);
    return stage;
  }

  private classifyFunction(): StageFunction {
    const { response } = this.data;
    const description = 'Judges log and error signals: stable cluster, known verdict, rules, models';
    // Kinds and verdicts are read by the hundred; `UpdateItem` counts what a service adds, and what models cost, in a day.
    const stage = this.analyser('classify', description, ['dynamodb:PutItem', ...answers, ...batches], {
      RESPONSE_TABLE: response.tableName,
    });
    // People's corrections.
    stage.allow(batches, [response.tableArn]);
    allowProviders(stage, this.deployment.policy.providers);
    return stage;
  }

  private archiveFunction(): StageFunction {
    const { archive } = this.data;
    const stage = this.streamStage('archive', 'Keeps every signal, and metric samples where they can be queried', {
      ARCHIVE_BUCKET: archive.bucketName,
      ...this.metricStoreVariables(),
    });
    this.allowMetricStore(stage, ['timestream:WriteRecords']);
    stage.allowPut(archive, 'telemetry');
    return stage;
  }

  /** Where metric samples are kept. */
  private metricStoreVariables(): Readonly<Record<string, string>> {
    const { metrics } = this.data;
    const { metricStore, influxdb } = this.deployment.settings;
    return {
      METRIC_STORE: metricStore,
      TIMESTREAM_DATABASE: metrics?.databaseName ?? '',
      TIMESTREAM_TABLE: metrics?.tableName ?? '',
      ...(influxdb === undefined ? {} : influxVariables(influxdb)),
    };
  }

  /** `uses` is what a function does to Timestream's table; InfluxDB's token allows what it allows. */
  private allowMetricStore(stage: StageFunction, uses: readonly string[]): void {
    const { metrics } = this.data;
    const { influxdb } = this.deployment.settings;
    if (influxdb !== undefined) stage.allow(['secretsmanager:GetSecretValue'], [secretResource(stage, influxdb.tokenSecret)]);
    if (metrics === undefined) return;
    stage.allow(uses, [metrics.tableArn]);
    stage.allowAnywhere(['timestream:DescribeEndpoints'], 'Timestream’s endpoint discovery has no resource level in IAM.');
  }

  private streamStage(name: string, description: string, environment: Readonly<Record<string, string>>): StageFunction {
    const stage = new StageFunction(this, pascal(name), this.deployment, {
      name,
      description,
      memory: this.deployment.settings.memory.stream,
      timeout: Duration.minutes(1),
      environment: { ...environment, QUARANTINE_BUCKET: this.data.quarantine.bucketName },
    });
    stage.allowPut(this.data.quarantine, stage.name);
    return stage;
  }

  /** A function around the durable side; `uses` is what it does to the table. */
  private responder(
    name: string,
    description: string,
    uses: readonly string[],
    environment: Readonly<Record<string, string>> = {},
    timeout = Duration.seconds(30),
  ): StageFunction {
    const { response } = this.data;
    const stage = new StageFunction(this, pascal(name), this.deployment, {
      name,
      description,
      memory: this.deployment.settings.memory.step,
      timeout,
      environment: { RESPONSE_TABLE: response.tableName, ...environment },
    });
    stage.allow(uses, [response.tableArn]);
    return stage;
  }

  private remediateFunction(publicUrl: string): StageFunction {
    const { awxToken, knowledge } = this.data;
    const { stateMachineArn } = this.escalation.stateMachine;
    // Where a rule asks who depends on whom.
    const { servicenow, jira } = this.deployment.policy.remediations.targets;
    const keepsTickets = servicenow !== undefined || jira !== undefined;
    const asksTopology = this.deployment.policy.remediations.rules.some(({ match }) => match.dependsOn !== undefined);
    const asksMetrics = this.asksMetrics();
    const stage = this.responder(
      'remediate',
      'A step of the remediation workflow',
      [...readsAndWrites, ...answers, ...releases, ...lists],
      {
        AWX_TOKEN_SECRET: awxToken.secretArn,
        ESCALATION_STATE_MACHINE: stateMachineArn,
        // Tickets carry a link.
        ...(keepsTickets ? { PUBLIC_URL: publicUrl } : {}),
        ...(asksTopology ? { KNOWLEDGE_TABLE: knowledge.tableName } : {}),
        ...(asksMetrics ? this.metricStoreVariables() : {}),
      },
    );
    if (asksMetrics) this.allowMetricStore(stage, ['timestream:Select', 'timestream:ListMeasures']);
    if (asksTopology) stage.allow(lists, [knowledge.tableArn]);
    // What was half done goes to people.
    stage.allow(['states:StartExecution'], [stateMachineArn]);
    stage.allow(['secretsmanager:GetSecretValue'], [awxToken.secretArn]);
    allowTargets(stage, this.deployment.policy.remediations);
    return stage;
  }

  /** Whether a rule has a metric tell whether its runbook helped. SynthesisError where no metrics are kept. */
  private asksMetrics(): boolean {
    const { policy, settings } = this.deployment;
    const asking = policy.remediations.rules.find(({ verify }) => verify.metric !== undefined);
    if (asking !== undefined && settings.metricStore === 'none')
      throw new SynthesisError(
        `policy/remediations.yaml: ${asking.name}.verify.metric: the setting metricStore is none, so there are no metrics to ask`,
      );
    return asking !== undefined;
  }

  private notifyFunction(publicUrl: string): StageFunction {
    const { linkSecret } = this.data;
    const stage = this.responder(
      'notify',
      'Tells people, once per incident change and channel',
      [...readsAndWrites, ...releases, ...lists],
      {
        LINK_SECRET: linkSecret.secretArn,
        PUBLIC_URL: publicUrl,
        TIMERS_QUEUE_URL: this.data.timers.queueUrl,
      },
    );
    stage.allow(['secretsmanager:GetSecretValue'], [linkSecret.secretArn]);
    // A person's digest is sent later.
    stage.allow(['sqs:SendMessage'], [this.data.timers.queueArn]);
    allowChannels(stage, this.deployment.policy.channels);
    return stage;
  }

  private routeFunction(): StageFunction {
    const machines = [this.escalation.stateMachine.stateMachineArn, this.remediation.stateMachine.stateMachineArn] as const;
    const uses = [...readsAndWrites, ...answers, ...releases, ...batches, ...(this.tellsGroups ? lists : [])];
    const environment = {
      KNOWLEDGE_TABLE: this.data.knowledge.tableName,
      TIMERS_QUEUE_URL: this.data.timers.queueUrl,
      QUARANTINE_BUCKET: this.data.quarantine.bucketName,
      ESCALATION_STATE_MACHINE: machines[0],
      REMEDIATION_STATE_MACHINE: machines[1],
      ...(this.opinions === undefined ? {} : { OPINIONS_QUEUE_URL: this.opinions.requests.queue.queueUrl }),
    };
    const says = 'Folds findings into alerts and incidents, and decides what happens';
    const stage = this.responder('route', says, uses, environment, routeTimeout);
    stage.allow(lists, [this.data.knowledge.tableArn]);
    stage.allow(['states:StartExecution'], machines);
    stage.allow(consumes, [this.data.findings.queueArn]);
    // Of groups to tell, and of incidents to look after.
    stage.allow(['sqs:SendMessage'], [this.data.timers.queueArn]);
    if (this.opinions !== undefined) stage.allow(['sqs:SendMessage'], [this.opinions.requests.queue.queueArn]);
    stage.allowPut(this.data.quarantine, stage.name);
    return stage;
  }

  /** It reads what it asks about, and writes remarks where nobody who decides reads: no alert, no incident, nothing that starts anything. */
  private opinionsFunction(): StageFunctions['opinions'] {
    const { policy, settings } = this.deployment;
    if (!asksForOpinions(policy)) return undefined;
    const requests = new OpinionRequests(this, 'Opinions', this.deployment);
    const { response, knowledge } = this.data;
    const advise = new StageFunction(this, 'Advise', this.deployment, {
      name: 'advise',
      description: 'Asks models to remark on anomalies, and writes what they say beside the timeline',
      memory: settings.memory.step,
      timeout: adviseTimeout,
      environment: { RESPONSE_TABLE: response.tableName, KNOWLEDGE_TABLE: knowledge.tableName, ATTEMPTS: String(adviseAttempts) },
    });
    advise.allowPartitions(['dynamodb:GetItem'], response.tableArn, ['incident#']);
    advise.allowPartitions(batches, response.tableArn, ['alert#']);
    advise.allowPartitions(['dynamodb:PutItem'], response.tableArn, ['annotation#']);
    // What was asked already, and the day's budget; which services call which.
    advise.allowPartitions(answers, knowledge.tableArn, ['claim#opinion-', 'budget#']);
    advise.allowPartitions(['dynamodb:GetItem'], knowledge.tableArn, ['claim#opinion-']);
    advise.allowPartitions(lists, knowledge.tableArn, ['dependencies#']);
    advise.allow(consumes, [requests.queue.queueArn]);
    allowProviders(advise, policy.providers);
    return { advise, requests };
  }

  private dispatchFunction(): StageFunction {
    const { timers } = this.data;
    const uses = [...readsAndWrites, ...releases, ...lists, ...(this.tellsGroups ? batches : [])];
    const says = 'Tells receivers of groups of alerts, woken by delayed messages';
    const stage = this.responder('dispatch', says, uses, { TIMERS_QUEUE_URL: timers.queueUrl }, dispatchTimeout);
    stage.allow([...consumes, 'sqs:SendMessage'], [timers.queueArn]);
    allowChannels(stage, this.deployment.policy.channels);
    return stage;
  }

  private respondFunction(): StageFunction {
    const { linkSecret, response } = this.data;
    const rolesClaim = this.deployment.settings.responders?.rolesClaim;
    const uses = [...readsAndWrites, ...answers, ...releases, ...lists, ...batches];
    const stage = this.responder('respond', 'Takes people’s answers: the API’s routes and signed links', uses, {
      LINK_SECRET: linkSecret.secretArn,
      ESCALATION_STATE_MACHINE: this.escalation.stateMachine.stateMachineArn,
      ...(rolesClaim === undefined ? {} : { ROLES_CLAIM: rolesClaim }),
    });
    stage.allow(['secretsmanager:GetSecretValue'], [linkSecret.secretArn]);
    const slackSecret = this.deployment.policy.channels.slack?.signingSecret;
    if (slackSecret !== undefined) stage.allow(['secretsmanager:GetSecretValue'], [secretResource(this, slackSecret)]);
    // Merged or split by hand, what is critical escalates.
    stage.allow(['states:StartExecution'], [this.escalation.stateMachine.stateMachineArn]);
    stage.allow(lists, [`${response.tableArn}/index/by-status`]);
    return stage;
  }
}

const influxVariables = ({ url, org, bucket, tokenSecret }: NonNullable<Deployment['settings']['influxdb']>) => ({
  INFLUXDB_URL: url,
  INFLUXDB_ORG: org,
  INFLUXDB_BUCKET: bucket,
  INFLUXDB_TOKEN_SECRET: tokenSecret,
});

const pascal = (name: string): string => `${name[0]?.toUpperCase()}${name.slice(1)}`;
