/** Payloads whose answer is not what the index's `valid` says at first sight, by name and with the reason. Every one of them is sent all the same. */

interface Exception {
  /** `refused`: answered 4xx, and nothing stored. `taken`: stored. */
  readonly is: 'refused' | 'taken';
  /** Items of it that are refused while the request is taken. */
  readonly items?: number;
  readonly why: string;
}

/** Nothing of the kind is ever posted: the file is about the protocol, or belongs to another side of it. */
const notPosted = (folder: string, why: string, names: readonly string[]): readonly (readonly [string, Exception])[] =>
  names.map((name) => [`${folder}/${name}`, { is: 'refused', why }]);

const powertools = 'aws-lambda-event/aws-powertools_powertools-lambda-python';
const go = 'aws-lambda-event/aws_aws-lambda-go';

/** By path in the index. */
export const exceptions: ReadonlyMap<string, Exception> = new Map([
  ...notPosted(go, 'A request to a function through API Gateway, a load balancer or a function URL: no event of EventBridge.', [
    'alb-lambda-target-request-headers-only.json',
    'apigw-v2-request-iam.json',
    'apigw-v2-request-jwt-authorizer.json',
    'apigw-v2-request-no-authorizer.json',
    'lambda-urls-request.json',
  ]),
  ...notPosted(powertools, 'A request to a function through API Gateway or a function URL: no event of EventBridge.', [
    'apiGatewayProxyV2Event.json',
    'apiGatewayProxyV2EventPathTrailingSlash.json',
    'apiGatewayProxyV2IamEvent.json',
    'apigatewayeSchemaMiddlwareValidEvent.json',
    'lambdaFunctionUrlEventPathTrailingSlash.json',
  ]),
  ...notPosted(go, 'What Lambda reads from a stream, or what Firehose has a function transform: no delivery over HTTP.', [
    'kinesis-event.json',
    'kinesis-firehose-event.json',
    'kinesis-firehose-response.json',
    'kinesis-time-window-event.json',
  ]),
  ...notPosted(powertools, 'What Lambda reads from a stream, or what Firehose has a function transform: no delivery over HTTP.', [
    'kinesisFirehoseKinesisEvent.json',
    'kinesisFirehosePutEvent.json',
    'kinesisStreamEvent.json',
  ]),
  ...notPosted(go, 'AWS Config or Secrets Manager asks its function for work.', [
    'config-event.json',
    'secretsmanager-secret-rotation-event.json',
  ]),
  ...notPosted(powertools, 'AWS Config or a dashboard asks its function for work.', [
    'awsConfigRuleConfigurationChanged.json',
    'cloudWatchDashboardEvent.json',
  ]),
  ...notPosted('aws-health/aws_aws-health-tools', 'An event pattern, which a rule of EventBridge is made of: no event.', [
    'README.md-1.json',
    'README.md-1-2.json',
  ]),
  ...notPosted(
    'datadog/zorkian_go-datadog-api',
    "A body of Datadog's own API, which its clients send to Datadog: no webhook of a monitor.",
    [
      'fixtures_downtimes_response.json',
      'logs_loglist_page_response.json',
      'series_post_series_mixed.json',
      'service_level_objectives_get_by_id_response.json',
      'service_level_objectives_get_history_monitor_response.json',
      'tests_get_test_api.json',
      'tests_get_test_browser.json',
    ],
  ),
  ...notPosted('pagerduty/PagerDuty_go-pagerduty', "An answer of PagerDuty's API: no event sent to its Events API v2.", [
    'event_v2_test.go-1.json',
    'incident_test.go-3.json',
    'incident_test.go-5.json',
    'incident_test.go-6.json',
    'incident_test.go-10.json',
    'incident_test.go-12.json',
  ]),
  ...notPosted('pagerduty/alerta_alerta', 'A webhook of version 1 that PagerDuty sends: no event sent to its Events API v2.', [
    'pagerduty_alert.json',
  ]),
  ...notPosted('kubernetes-objects/replicatedhq_troubleshoot', 'Pods: no Events of Kubernetes.', [
    'pods_message-image-pull-fail.json',
    'pods_message-oomkill-pod.json',
  ]),
  ...notPosted('telegraf-json/influxdata_telegraf', "Any JSON, read by Telegraf's parser from others: nothing it writes.", [
    'parser_test.go-1.json',
    'parser_test.go-2.json',
    'parser_test.go-5.json',
    'parser_test.go-6.json',
    'parser_test.go-7.json',
    'parser_test.go-8.json',
    'parser_test.go-12.json',
    'parser_test.go-13.json',
    'parser_test.go-14.json',
    'parser_test.go-16.json',
    'parser_test.go-17.json',
    'parser_test.go-19.json',
  ]),
  ...notPosted(
    'telegraf-json/influxdata_telegraf',
    "What an operator's own json_transformation made, without a metric's name and fields.",
    ['README.md-5.json'],
  ),
  ...notPosted(
    'redfish/DMTF_Redfish-Mockup-Server',
    "A resource Telegraf's redfish input does not read (sensors stand in Thermal, Power and their subsystems).",
    [
      '1U_Sensors_Battery1InputCurrent_index.json',
      '1U_Sensors_Battery1OutputVoltage_index.json',
      '1U_Sensors_Battery1StateOfHealth_index.json',
      '1U_Sensors_CPU1Power_index.json',
      '1U_Sensors_DIMM2Temp_index.json',
      'Chassis_1U_EnvironmentMetrics_index.json',
    ],
  ),
  ...notPosted('redfish/influxdata_telegraf', 'A resource that leads to others and holds no reading.', [
    'hp_chassis_subsys.json',
    'hp_systems_nolink.json',
    'hp_power_subsys_psu.json',
  ]),
  ...notPosted('redfish/openstack_sushy', 'An answer of a management controller that holds no reading: chassis, subscriptions, errors.', [
    'json_samples_chassis.json',
    'json_samples_error.json',
    'json_samples_eventdestination1.json',
    'json_samples_eventservice.json',
    'json_samples_session_error.json',
  ]),
  ...notPosted('redfish/stmcginnis_gofish', 'An answer of a management controller that holds no reading: roots and subscriptions.', [
    'eventservice_test.go-1.json',
    'eventservice_test.go-2.json',
    'eventservice_test.go-1-1.json',
    'eventservice_test.go-2-1.json',
    'eventdestination_test.go-1.json',
    'eventservice_test.go-1-2.json',
  ]),
  [
    'influx-line-protocol/influxdata_line-protocol-corpus/decode-cases-dev.json',
    { is: 'refused', why: 'A file of cases, no body. Its 3,674 cases are read in line-protocol-corpus.test.ts.' },
  ],
  [
    'otlp/honeycombio_husky/traces_direct_test.go-2.json',
    {
      is: 'taken',
      items: 1,
      why: 'Its ids are base64; OTLP/JSON has them in hexadecimal (opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding).',
    },
  ],
  [
    'otlp/open-telemetry_opentelemetry-collector/request_test.go-1-3.json',
    {
      is: 'taken',
      items: 1,
      why: 'A span without a trace id is invalid (opentelemetry/proto/trace/v1/trace.proto, Span.trace_id: "This field is required").',
    },
  ],
  [
    'sentry-envelope/getsentry_sentry-go/transaction_000.json',
    {
      is: 'refused',
      why: 'A transaction without a trace context is invalid (getsentry/relay, validate_transaction: "trace context hard-required for transaction events").',
    },
  ],
  [
    'sentry-envelope/getsentry_sentry-go/transaction_002.json',
    {
      is: 'refused',
      why: 'A transaction without a trace context is invalid (getsentry/relay, validate_transaction: "trace context hard-required for transaction events").',
    },
  ],
  [
    'sentry-envelope/getsentry_spotlight/continuous_profiling_transaction.envelope',
    {
      is: 'taken',
      items: 3,
      why: "The ids of its three child spans were made up by hand; Sentry's are 16 hexadecimal digits (develop.sentry.dev, Span Interface).",
    },
  ],
  [
    'sentry-envelope/getsentry_spotlight/envelope_empty_payload.envelope',
    {
      is: 'taken',
      why: "Two empty attachments: Sentry's documentation and its SDKs' tests have this very envelope (develop.sentry.dev, Envelopes, 'Envelope with 2 empty attachments').",
    },
  ],
]);
