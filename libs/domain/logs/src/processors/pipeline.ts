import { z } from 'zod';
import { compileFilterField } from '../filter-field.js';
import { type CompileContext, defineProcessor, type RunProcessor } from '../processor.js';

/** Fields of the API that say nothing about what runs. */
const ignored = z.unknown().optional().describe('Has no effect.');

const config = z.object({
  filter: z
    .object({ query: z.string().describe('In the syntax of the [log search](log-search.md).') })
    .default({ query: '*' }),
  processors: z.array(z.unknown()).default([]).describe('Run in order.'),
  id: ignored,
  is_read_only: ignored,
  tags: ignored,
  description: ignored,
});

/** What Datadog recommends at most for one pipeline. */
const maxProcessors = 20;

function compile({ filter, processors }: z.output<typeof config>, context: CompileContext): RunProcessor {
  const { report } = context;
  if (processors.length > maxProcessors) {
    const message = `there are ${processors.length} processors; Datadog recommends at most ${maxProcessors} in a pipeline`;
    report({ severity: 'warning', reason: 'AboveLimit', field: '.processors', message });
  }
  const runNested = context.compileNested(processors, '.processors');
  const matches = compileFilterField({ text: filter.query, field: '.filter.query' }, context);
  return (log, notes) => (matches(log) ? runNested(log, notes) : 'FilterMismatch');
}

/** A pipeline, alone or inside another one. */
export const processor = defineProcessor({
  type: 'pipeline',
  summary: 'Runs its processors in order on the logs that match its filter, as they are when the pipeline is reached.',
  config,
  examples: [
    {
      title: 'What a processor before a nested pipeline extracted can be filtered on.',
      config: {
        filter: { query: '@code:[500 TO 599]' },
        processors: [
          {
            type: 'attribute-remapper',
            is_enabled: true,
            sources: ['code'],
            target: 'http.status_code',
          },
        ],
      },
      log: { attributes: { code: 503 } },
      expected: { attributes: { http: { status_code: 503 } } },
    },
    {
      title: 'A log that does not match goes on as it is.',
      config: { filter: { query: 'source:nginx' }, processors: [] },
      log: { source: 'redis', attributes: { a: 1 } },
      expected: { source: 'redis', attributes: { a: 1 } },
    },
  ],
  compile,
});
