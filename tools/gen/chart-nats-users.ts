import {
  admissionDecisionsMadeSubject,
  admissionRescanSubject,
  explainSubject,
  logsProcessedSubject,
  logsReceivedSubject,
  logsRefusedSubject,
  metricSeriesUpdatedSubject,
  metricSnapshotSubject,
  metricValuesUpdatedSubject,
  metricWantedSubject,
  monitorStateChangedSubject,
  printSubject,
  type SubjectTemplate,
} from '@dogwatch/messages';
import { stringify } from 'yaml';
import type { GeneratedFile } from './generated-file.ts';

/** What a user of NATS may say and hear, beside what every one may. */
interface NatsRights {
  readonly publish: readonly string[];
  readonly subscribe: readonly string[];
}

/** What a user may do, as in `permissions` of the configuration of nats-server. */
interface NatsPermissions extends NatsRights {
  readonly allow_responses: true;
}

/** Stands for the root of the subjects; the chart's template puts it in. */
const root = 'root';

function toSubject(subject: SubjectTemplate): string {
  return printSubject(root, subject).replace(root, '$(root)');
}

function toRights(
  publish: readonly SubjectTemplate[],
  subscribe: readonly SubjectTemplate[],
  more: readonly string[] = [],
): NatsRights {
  return { publish: [...publish.map(toSubject), ...more], subscribe: subscribe.map(toSubject) };
}

function toExplain(app: string): SubjectTemplate {
  return { template: explainSubject.template.replace('{app}', app) };
}

/** What JetStream wants of a client that looks after a stream, stores into it, and consumes it. */
function toStreamSubjects(stream: string): string[] {
  const name = `$(root)_${stream}`;
  return [
    ...['CREATE', 'UPDATE', 'INFO'].map((verb) => `$JS.API.STREAM.${verb}.${name}`),
    ...['CREATE', 'INFO', 'MSG.NEXT'].map((verb) => `$JS.API.CONSUMER.${verb}.${name}.>`),
    `$JS.API.CONSUMER.DURABLE.CREATE.${name}.>`,
    `$JS.ACK.${name}.>`,
  ];
}

const logStreams = ['logs', 'logs_refused', 'logs_processed'].flatMap(toStreamSubjects);

/** The user of each app, and of the command line. */
const natsUsers: Readonly<Record<string, NatsRights>> = {
  'admission-webhook': toRights(
    [admissionDecisionsMadeSubject],
    [toExplain('admission-webhook'), admissionRescanSubject],
  ),
  // people use it with whatever client, so its inbox is where clients have theirs; those of the apps are elsewhere
  cli: { publish: [explainSubject, admissionRescanSubject].map(toSubject), subscribe: ['_INBOX.>'] },
  'external-metrics-api': toRights(
    [metricSnapshotSubject],
    [toExplain('external-metrics-api'), metricValuesUpdatedSubject],
  ),
  'keda-scaler': toRights(
    [metricSnapshotSubject, metricWantedSubject],
    [toExplain('keda-scaler'), metricSeriesUpdatedSubject, metricValuesUpdatedSubject],
  ),
  'log-preprocessor': toRights(
    [logsReceivedSubject, logsProcessedSubject, logsRefusedSubject],
    [toExplain('log-preprocessor'), logsReceivedSubject],
    ['$JS.API.INFO', ...logStreams],
  ),
  'metrics-poller': toRights(
    [metricSeriesUpdatedSubject, metricValuesUpdatedSubject],
    [toExplain('metrics-poller'), metricSnapshotSubject, metricWantedSubject],
  ),
  'monitor-sync': toRights([monitorStateChangedSubject], [toExplain('monitor-sync')]),
};

/** With answers to requests, and an inbox that no other user reads, which NATS_INBOX_PREFIX names to the app. */
function toPermissions(user: string, { publish, subscribe }: NatsRights): NatsPermissions {
  return { publish, subscribe: [...subscribe, `_INBOX_${user}.>`], allow_responses: true };
}

/** The users of the chart's NATS with the subjects that they need. */
export function generateChartNatsUsers(): readonly GeneratedFile[] {
  const intro = [
    '# Users of NATS and what each may do, as in `permissions` of the configuration of nats-server. $(root) stands for',
    '# nats.subjectRoot, `dogwatch` unless it is set. Generated from the messages by npm run gen; do not edit.',
    '',
  ].join('\n');
  const users = Object.fromEntries(Object.entries(natsUsers).map(([name, user]) => [name, toPermissions(name, user)]));
  return [
    {
      path: 'charts/dogwatch/files/nats-users.yaml',
      text: intro + stringify(users, { lineWidth: 0, aliasDuplicateObjects: false }),
    },
  ];
}
