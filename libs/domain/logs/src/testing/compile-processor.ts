import { z } from 'zod';
import type { LogsEnvironment } from '../environment.js';
import type { CompileContext, PipelineProblem, RunProcessor } from '../processor.js';
import { processors } from '../processors/index.js';
import { compileUserAgents, type ParseUserAgent } from '../user-agent/compile-user-agents.js';

/** What the examples of processors take as known: one address, two user agents, one reference table, the noon of 2026-03-01, and UTC. */
export const exampleEnvironment: LogsEnvironment = {
  nowMillis: () => Date.UTC(2026, 2, 1, 12),
  zoneOffsetMillis: (zone) => (['UTC', 'GMT', 'Z'].includes(zone) ? 0 : undefined),
  lookUpIp: (address) =>
    address === '192.0.2.1' ? { ipAddress: address, country: { iso_code: 'ES', name: 'Spain' } } : undefined,
  parseUserAgent: compileExampleUserAgents(),
  lookUpReference: (table, key) => (table === 'merchants' && key === 'm-1' ? 'Madrid' : undefined),
};

function compileExampleUserAgents(): ParseUserAgent {
  const compiled = compileUserAgents({
    user_agent_parsers: [
      { regex: String.raw`(Firefox)/(\d+)\.(\d+)` },
      { regex: String.raw`(curl)/(\d+)\.(\d+)\.(\d+)` },
    ],
    os_parsers: [{ regex: '(Linux)' }],
    device_parsers: [],
  });
  if (!compiled.ok) throw new Error(compiled.message);
  return compiled.value;
}

const nestedBase = z.looseObject({ type: z.string(), name: z.string().optional(), is_enabled: z.boolean().optional() });

/** A processor compiled alone, and what was reported about its configuration. */
export function compileProcessor(
  type: string,
  config: unknown,
  environment: LogsEnvironment = exampleEnvironment,
): { readonly run: RunProcessor; readonly problems: readonly PipelineProblem[] } {
  const problems: PipelineProblem[] = [];
  const run = compileAt(type, config, contextAt('', environment, problems));
  return { run, problems };
}

function compileAt(type: string, config: unknown, context: CompileContext): RunProcessor {
  const processor = processors.find((candidate) => candidate.type === type);
  if (!processor) throw new Error(`there is no processor ${type}`);
  return processor.compile(config, context);
}

function contextAt(path: string, environment: LogsEnvironment, problems: PipelineProblem[]): CompileContext {
  return {
    environment,
    cursor: { at: undefined },
    path,
    report: ({ field, ...problem }) => void problems.push({ ...problem, path: path + field }),
    compileNested: (nested, field) => {
      const runs = nested.map((input, index) => {
        const { type, name: _, is_enabled: __, ...config } = nestedBase.parse(input);
        return compileAt(type, config, contextAt(`${path}${field}[${index}]`, environment, problems));
      });
      return (log, notes) => {
        for (const run of runs) run(log, notes);
        return 'Applied';
      };
    },
  };
}
