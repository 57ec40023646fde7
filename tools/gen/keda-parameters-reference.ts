import { type KedaParam, kedaSites, paramEntries } from '@dogwatch/scaling';
import type { GeneratedFile } from './generated-file.ts';

const intro = `The keys of a trigger, for KEDA's own scaler (\`type: datadog\`, as in KEDA 2.21) and for keda-scaler (\`type: external-push\` or \`external\`). Generated from the code by \`npm run gen\`; do not edit.

There are two modes: \`query\` asks Datadog for a query, \`datadogmetric\` reads the value of a DatadogMetric. KEDA's own scaler is in the second when \`useClusterAgentProxy\` is \`true\`, keda-scaler when there is a \`datadogMetricName\` and no \`query\`.
Every value is a text, so numbers stand in quotes; blanks around it do not count, and an empty one is none. A number is written as in JSON. Where a key has two names and both are given, the first counts.`;

const differences = [
  'both activation keys count in both modes; where both are given, the one of the mode does',
  'the namespace of the DatadogMetric may be left out: it is that of the ScaledObject then',
  'the query is checked by the grammar before it is sent; the built-in scaler looks for `{` and `}` only',
  'the target must be at least 0.001, the least that a HorizontalPodAutoscaler can tell from 0, and `age` at least 1',
  '`type: global` is refused, because only `metricType: Value` does what it says',
  'the name of the metric always begins with the index of the trigger, so two triggers may read one DatadogMetric',
  'while Datadog does not answer or its rate limit is reached the last value is given, until it is older than `maxStaleness`',
  'authentication parameters are not needed: metrics-poller holds the keys of every organization (`DD_ORGS`), and `org` chooses one',
];

function toKind({ choices, kind }: KedaParam): string {
  if (kind === 'choice') return (choices ?? []).map((choice) => `\`${choice}\``).join(' or ');
  return kind === 'choices' ? 'text' : kind;
}

function toBuiltIn({ builtIn }: KedaParam): string {
  if (builtIn === undefined) return '';
  const places = builtIn.from.join(' or ');
  return `${places}; ${toModes(builtIn)}`;
}

function toModes({ modes, required = [] }: NonNullable<KedaParam['service']>): string {
  return modes.map((mode) => (required.includes(mode) ? `**${mode}**` : mode)).join(', ');
}

function toRow([name, param]: readonly [string, KedaParam]): string {
  const names = [name, ...(param.aliases ?? [])].map((key) => `\`${key}\``).join(', ');
  const fallback = param.default === undefined ? '' : `\`${param.default}\``;
  const service = param.service === undefined ? '' : toModes(param.service);
  return `| ${names} | ${toKind(param)} | ${fallback} | ${toBuiltIn(param)} | ${service} | ${param.doc} |`;
}

/** The page of KEDA's parameters, from the table that they are parsed by. */
export function generateKedaParametersReference(): readonly GeneratedFile[] {
  const text = [
    '# Parameters of KEDA triggers',
    intro,
    '## Keys',
    'A mode in bold needs the key. No entry for a scaler: it ignores the key. `authentication` is what a TriggerAuthentication gives.',
    [
      "| key | value | default | KEDA's own scaler | keda-scaler | |",
      '|---|---|---|---|---|---|',
      ...paramEntries().map(toRow),
    ].join('\n'),
    '## Where keda-scaler differs',
    differences.map((text) => `- ${text}`).join('\n'),
    '## Sites',
    `KEDA's own scaler knows ${kedaSites.map((site) => `\`${site}\``).join(', ')} and fails with every other one when it queries. metrics-poller takes any site, and a URL.`,
    '## Find mistakes',
    'KEDA tells nothing about keys that it does not know or does not use. `dogwatch keda check -f scaledobject.yaml` does; its findings are in [reasons](reasons.md#keda-triggers).\n',
  ].join('\n\n');
  return [{ path: 'docs/reference/keda-parameters.md', text }];
}
