/** The policy of the stage: a rule a journey, each with templates and a service of its own, all of them rehearsed. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { writeRehearsed } from '../rehearsed.ts';
import type { WrittenRule } from '../remediation-case.ts';
import type { Journey } from './journey.ts';

const probeHost = 'probe.example.com';
/** As the local cloud's secrets have it. */
export const signingSecret = 'stand-in-signing-secret';

const letters = 'abcdefghijklmnopqrstuvwxyz';
/** Letters only, as rules and labels take it. */
export const serviceOf = (index: number): string => `s${letters[Math.floor(index / 26)]}${letters[index % 26]}`;
const templatesOf = (index: number) => ({ run: 100 + 2 * index, undo: 101 + 2 * index });

const fromLabel = (label: string) => ({ label, pattern: '[a-z0-9-]{1,40}' });
const parameters = { service: fromLabel('service.name'), place: fromLabel('deployment.environment.name') };

const ruleOf = ({ rule, probe }: Journey, index: number): WrittenRule => {
  const { run, undo } = templatesOf(index);
  return {
    ...{ name: `journey-${serviceOf(index)}`, description: `Mend ${serviceOf(index)}`, target: 'awx', template: String(run) },
    ...{ minConfidence: 0.5, risk: 'low', mode: 'run', undo: { template: String(undo), parameters }, parameters },
    approval: { required: false, notify: ['sam'], channels: ['hook'] },
    ...{ cooldownMinutes: 1, verifyAfterMinutes: 2, timeoutMinutes: 1, limits: { perHour: 100, perServicePerHour: 100 } },
    ...(probe === undefined ? {} : { verify: { probe: { url: `https://${probeHost}/${serviceOf(index)}` } } }),
    ...rule,
    match: { ...rule?.match, labels: { 'service.name': serviceOf(index) } },
  };
};

/** Whose question it is that the runbook's undo keeps open: */
export const isProbe = (url: string): boolean => new URL(url).hostname === probeHost;

/** Templates with a check mode. */
export const checkable = (journeys: readonly Journey[]): readonly number[] =>
  journeys.flatMap(({ check }, index) => (check === true ? [templatesOf(index).run] : []));

const windows = [
  { name: 'migration', matchers: ['alertname="maintained"'], start: '2026-11-20T00:00', duration: '72h', comment: 'The database moves.' },
];
const level = { notify: ['robin'], channels: ['console'], waitMinutes: 60 };

/** Writes it into a folder. */
export const writeStagePolicy = (folder: string, journeys: readonly Journey[]): void => {
  const write = (name: string, content: object): void => writeFileSync(join(folder, `${name}.yaml`), stringify(content));
  writeRehearsed(folder, {
    targets: {
      awx: { url: 'https://awx.example.com' },
      kubernetes: {
        ...{ cluster: 'shop', endpoint: 'https://ABC.gr7.eu-west-1.eks.amazonaws.com', namespaces: ['shop'] },
        certificateAuthority: Buffer.from('-----BEGIN CERTIFICATE-----').toString('base64'),
      },
      webhook: { mend: { url: 'https://ops.example.com/runbooks/mend', jobs: true } },
    },
    maxPerHour: 1000,
    rules: journeys.map(ruleOf),
  });
  write('channels', {
    channels: [
      { name: 'console', kind: 'console' },
      { name: 'hook', kind: 'webhook', url: 'https://hooks.example.com/streamwarden' },
      { name: 'chat', kind: 'slack', channel: 'C0INCIDENTS', botToken: 'streamwarden/slack' },
    ],
    slack: { signingSecret: 'streamwarden/slack-signing' },
  });
  write('people', { people: { alex: {}, sam: { slackUserId: 'U0SAM' }, robin: {} }, stormControl: { messages: 1000, minutes: 10 } });
  write('maintenance', { windows });
  write('escalation', { policies: { 'on-call': { new: level, escalated: level, critical: level } } });
};
