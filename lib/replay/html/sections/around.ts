/** What was around the pipeline: who sent, who answered, what stood in for other systems, and which rights were used. */
import type { Report } from '../../report.ts';
import { counted } from '../../text-table.ts';
import { empty, html, type Markup } from '../markup.ts';
import { count, details, section, type TimeText, table } from './parts.ts';

const cameInSection = ({ cameIn }: Report): Markup =>
  section(
    'came-in',
    'What came in',
    counted(cameIn.length, 'service'),
    table(
      [
        { head: 'service' },
        { head: 'logs', numeric: true },
        { head: 'spans', numeric: true },
        { head: 'metric samples', numeric: true },
        { head: 'events', numeric: true },
      ],
      cameIn.map(({ service, signals }) => [service, count(signals.log), count(signals.span), count(signals.metric), count(signals.event)]),
      'Signals by service and kind',
    ),
  );

const peopleSection = ({ played }: Report, time: TimeText): Markup =>
  played.people.length === 0
    ? empty
    : section(
        'people',
        'What people did',
        '',
        table(
          [{ head: 'at', numeric: true }, { head: 'who' }, { head: 'did' }, { head: 'how' }, { head: 'answer' }],
          played.people.map(({ at, person, does, by, status }) => [
            time(at),
            person,
            does,
            by === 'link' ? 'by signed link' : 'over the API',
            status === 0 ? 'there was nothing to answer' : String(status),
          ]),
          'What people did',
        ),
      );

const outsideSection = ({ runbooks, standIns }: Report, time: TimeText): Markup =>
  section(
    'outside',
    'Outside AWS',
    'stand-ins on this machine, not the real systems',
    html`
${
  runbooks.length === 0
    ? html`<p>AWX stand-in: no job launched.</p>`
    : table(
        [
          { head: 'job', numeric: true },
          { head: 'template', numeric: true },
          { head: 'launched', numeric: true },
          { head: 'ended', numeric: true },
          { head: 'status' },
        ],
        runbooks.map(({ job, template, launchedAt, finishedAt, status }) => [
          String(job),
          String(template),
          time(launchedAt),
          finishedAt === undefined ? 'still running' : time(finishedAt),
          status,
        ]),
        'Jobs of the AWX stand-in',
      )
}
<p>Webhook stand-in: ${counted(standIns.webhookMessages, 'message')}${standIns.webhookHosts.length === 0 ? '' : ` for ${standIns.webhookHosts.join(', ')}`}.</p>`,
  );

const permissionsSection = ({ permissions: { granted, used, denials, unused } }: Report): Markup =>
  section(
    'permissions',
    'Permissions',
    denials.length === 0 ? 'none missing' : `${count(denials.length)} MISSING`,
    html`
<p>${count(granted)} granted by the templates' roles, ${count(used)} used in this run. Every call was checked against its role.</p>
${denials.map(
  ({ who, role, action, resource, reason, needed, count: times }) => html`<div class="denial">
<p><strong>${who}</strong>${role === undefined ? '' : ` (role ${role})`} was denied <code>${action}</code> on <code>${resource}</code>, ${counted(times, 'time')}, ${reason}</p>
${needed === undefined ? empty : html`<p>needed: <code>${JSON.stringify(needed)}</code></p>`}</div>`,
)}
${
  unused.length === 0
    ? empty
    : details(
        `${counted(unused.length, 'permission')} not needed in this run`,
        table(
          [{ head: 'role' }, { head: 'action' }, { head: 'resource' }],
          unused.map(({ role, action, resource }) => [role, html`<code>${action}</code>`, html`<code>${resource}</code>`]),
          'Permissions not needed in this run',
        ),
      )
}`,
  );

export const aroundSections = (report: Report, time: TimeText): readonly Markup[] => [
  cameInSection(report),
  peopleSection(report, time),
  outsideSection(report, time),
  permissionsSection(report),
];
