import type { ConfigEntries, ConfigEntry, ConfigSchema } from './define-config.js';

// read by the telemetry of every service, outside of its schema
const telemetryVariables = [
  '`DD_POD_NAME` (or `POD_NAME`) names the replica: in the Lease, in traces, and where it explains itself; default: host name and process id.',
  '`DD_SERVICE`, `DD_ENV`, `DD_VERSION` and the `OTEL_*` variables are those of [tracing](../../guides/tracing.md).',
];

/** The reference page of a service's variables: Markdown with one table row per variable, in the order of the schema. */
export function renderConfigReference(name: string, ...schemas: readonly ConfigSchema<ConfigEntries>[]): string {
  const rows = schemas.flatMap(({ entries }) => Object.values(entries).map(renderRow));
  const ignored = schemas.flatMap((schema) => Object.entries(schema.ignored));
  return [
    `# Configuration of ${name}`,
    '',
    'Every variable can also be given as `<name>_FILE`, the path of a file that holds the value. An empty variable counts as not set.',
    'Durations are seconds (`30`) or Go durations (`1m30s`); lists are separated by blanks or commas, or JSON lists.',
    '',
    '| variable | type | default | meaning |',
    '|---|---|---|---|',
    ...rows,
    '',
    ...telemetryVariables,
    ...(ignored.length === 0 ? [] : ['', '## Accepted without effect', '', ...ignored.map(renderIgnored)]),
    '',
  ].join('\n');
}

function renderRow(entry: ConfigEntry): string {
  const former = entry.aliases === undefined ? '' : ` Former names: ${entry.aliases.map(code).join(', ')}.`;
  const secret = entry.secret === true ? ' Secret.' : '';
  const cells = [code(entry.env), renderType(entry), renderDefault(entry), `${entry.doc}${secret}${former}`];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
}

function renderType(entry: ConfigEntry): string {
  switch (entry.type) {
    case 'enum':
      return entry.values.map(code).join(' ');
    case 'durationSeconds':
      return `duration${renderRange(entry)}`;
    case 'stringList':
      return 'list';
    case 'int':
    case 'number':
      return `${entry.type}${renderRange(entry)}`;
    default:
      return entry.type;
  }
}

function renderRange({ min, max }: { readonly min?: number; readonly max?: number }): string {
  if (min === undefined && max === undefined) return '';
  return ` (${min ?? ''}…${max ?? ''})`;
}

function renderDefault(entry: ConfigEntry): string {
  if (entry.required === true) return 'required';
  if (entry.default === undefined || entry.default === '') return '';
  if (entry.type === 'durationSeconds') return code(`${entry.default}s`);
  if (entry.type === 'stringList') return entry.default.length === 0 ? '' : code(entry.default.join(' '));
  return code(typeof entry.default === 'string' ? entry.default : JSON.stringify(entry.default));
}

function renderIgnored([name, why]: readonly [string, string]): string {
  return `- ${code(name)}: ${why}`;
}

function code(text: string): string {
  return `\`${text}\``;
}
