import { z } from 'zod';
import type { LogsEnvironment } from '../environment.js';
import { parsePath, readPath, writePath } from '../path.js';
import { type CompileContext, defineProcessor } from '../processor.js';
import { scalarText } from '../read-sources.js';

const config = z
  .object({
    source: z.string().min(1),
    target: z.string().min(1).describe('Is replaced.'),
    lookup_table: z.array(z.string()).optional().describe('Rows `key,value`, cut at the first comma.'),
    lookup_enrichment_table: z.string().min(1).optional().describe('The name of a reference table, instead of rows.'),
    default_lookup: z.string().nullish().describe('Written when there is no row.'),
  })
  .refine(
    (fields) => (fields.lookup_table === undefined) !== (fields.lookup_enrichment_table === undefined),
    'needs either lookup_table (rows "key,value") or lookup_enrichment_table (the name of a reference table)',
  );

type Config = z.output<typeof config>;
type LookUp = (key: string, environment: LogsEnvironment) => string | undefined;

/** Writes what a table holds for the value of an attribute. */
export const processor = defineProcessor({
  type: 'lookup-processor',
  summary:
    'Writes what a table holds for the value of the source: the rows `key,value` of `lookup_table`, or a reference table named by `lookup_enrichment_table`. Without a row, `default_lookup` is written, or nothing. Keys are compared as text and case-sensitively.',
  config,
  examples: [
    {
      title: 'A number is compared as text; blanks around keys and values do not count.',
      config: { source: 'error.code', target: 'error.name', lookup_table: ['404 , not found', '500,broken, badly'] },
      log: { attributes: { error: { code: 500 } } },
      expected: { attributes: { error: { code: 500, name: 'broken, badly' } } },
    },
    {
      title: 'What the table lacks; source and target may be the same.',
      config: { source: 'team', target: 'team', lookup_table: ['shop,Web shop'], default_lookup: 'Unknown' },
      log: { attributes: { team: 'SHOP' } },
      expected: { attributes: { team: 'Unknown' } },
    },
    {
      title: 'Without a default the target stays as it is.',
      config: { source: 'team', target: 'owner', lookup_table: ['shop,Web shop'] },
      log: { attributes: { team: 'ads', owner: 'nobody' } },
      expected: { attributes: { team: 'ads', owner: 'nobody' } },
    },
    {
      title: 'A reference table.',
      config: { source: 'merchant', target: 'city', lookup_enrichment_table: 'merchants' },
      log: { attributes: { merchant: 'm-1' } },
      expected: { attributes: { merchant: 'm-1', city: 'Madrid' } },
    },
  ],
  compile: (options, context) => {
    const source = parsePath(options.source);
    const target = parsePath(options.target);
    const lookUp = compileTable(options, context);
    const { environment } = context;
    return (log, notes) => {
      const key = scalarText(readPath(log.attributes, source));
      if (key === undefined) return readPath(log.attributes, source) === undefined ? 'NoSource' : 'InvalidValue';
      const found = lookUp(key, environment) ?? options.default_lookup ?? undefined;
      if (found === undefined) {
        notes?.note(`no row for ${JSON.stringify(key)}`);
        return 'NoRow';
      }
      writePath(log.attributes, target, found);
      return 'Applied';
    };
  },
});

function compileTable({ lookup_table: rows, lookup_enrichment_table: name }: Config, context: CompileContext): LookUp {
  if (rows !== undefined) {
    const table = parseRows(rows, context);
    return (key) => table.get(key);
  }
  if (context.environment.lookUpReference === undefined) {
    const message = `the reference table "${name}" is not loaded; every key is looked up in vain`;
    context.report({ severity: 'warning', reason: 'DataNotLoaded', field: '.lookup_enrichment_table', message });
  }
  return (key, environment) => environment.lookUpReference?.(name ?? '', key);
}

function parseRows(rows: readonly string[], context: CompileContext): ReadonlyMap<string, string> {
  const table = new Map<string, string>();
  for (const [index, row] of rows.entries()) {
    const comma = row.indexOf(',');
    const key = row.slice(0, comma).trim();
    const value = row.slice(comma + 1).trim();
    const present = table.get(key);
    const field = `.lookup_table[${index}]`;
    if (comma === -1) {
      const message = `"${row}" is no row: a row is "key,value"`;
      context.report({ severity: 'error', reason: 'InvalidConfig', field, message });
    } else if (present === undefined) table.set(key, value);
    else if (present !== value) {
      const message = `"${key}" has the value "${present}" by an earlier row, which wins over "${value}"`;
      context.report({ severity: 'warning', reason: 'DuplicateKey', field, message });
    }
  }
  return table;
}
