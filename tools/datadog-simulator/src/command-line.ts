import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { collect, refuse, succeed, type Outcome } from './outcome.js';
import { parseFailure } from './failures/failure.js';
import { parseSeriesDefinitions } from './series/series-definition.js';
import type { DatadogSimulatorOptions } from './simulator.js';

/** Printed for `--help` and after a wrong command line. */
export const usage = `Usage: datadog-simulator [options]
  --port N                  port to listen on (8126; 0 takes a free one)
  --host HOST               address to listen on (127.0.0.1)
  --script FILE             JSON: {"series": [...], "failures": [...]}
  --rate-limit CALLS/SECONDS   budget of the query API, such as 300/3600
  --api-key KEY             accept only this API key; may be repeated
  --app-key KEY             accept only this application key; may be repeated
  --help                    this text
`;

/** What the command line asks for. */
export type Command = { readonly kind: 'help' } | { readonly kind: 'run'; readonly options: DatadogSimulatorOptions };

/** Reads the arguments after the program's name, and the script they name. */
export function parseCommandLine(args: readonly string[]): Outcome<Command> {
  const values = readArguments(args);
  if (typeof values === 'string') {
    return refuse('BadArguments', values);
  }
  if (values.help === true) {
    return succeed({ kind: 'help' });
  }
  const pieces = [parsePort(values.port), parseRateLimit(values['rate-limit']), readScript(values.script)];
  const options = collect(pieces, (piece) => piece);
  if (!options.ok) {
    return options;
  }
  const keys = { apiKeys: values['api-key'], applicationKeys: values['app-key'] };
  return succeed({ kind: 'run', options: mergeOptions({ host: values.host ?? '127.0.0.1', ...keys }, options.value) });
}

function mergeOptions(
  first: DatadogSimulatorOptions,
  others: readonly DatadogSimulatorOptions[],
): DatadogSimulatorOptions {
  return others.reduce((merged, options) => ({ ...merged, ...options }), first);
}

function parsePort(text = '8126'): Outcome<DatadogSimulatorOptions> {
  const port = Number(text);
  return /^\d+$/.test(text) && port <= 65_535
    ? succeed({ port })
    : refuse('BadArguments', `--port must be a number from 0 to 65535, not '${text}'`);
}

function readArguments(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        port: { type: 'string' },
        host: { type: 'string' },
        script: { type: 'string' },
        'rate-limit': { type: 'string' },
        'api-key': { type: 'string', multiple: true },
        'app-key': { type: 'string', multiple: true },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function parseRateLimit(text: string | undefined): Outcome<DatadogSimulatorOptions> {
  if (text === undefined) {
    return succeed({});
  }
  const [, limit, periodSeconds] = /^(\d+)\/([1-9]\d*)$/.exec(text) ?? [];
  return limit === undefined
    ? refuse('BadArguments', `--rate-limit must be CALLS/SECONDS such as 300/3600, not '${text}'`)
    : succeed({ rateLimit: { limit: Number(limit), periodSeconds: Number(periodSeconds) } });
}

function readScript(file: string | undefined): Outcome<DatadogSimulatorOptions> {
  if (file === undefined) {
    return succeed({});
  }
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    return refuse(
      'BadDefinition',
      `Cannot read the script ${file}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  const parsed = parseScript(json);
  return parsed.ok ? parsed : refuse(parsed.reason, `The script ${file} is wrong: ${parsed.message}`);
}

function parseScript(json: unknown): Outcome<DatadogSimulatorOptions> {
  const { series = [], failures = [] }: { series?: unknown; failures?: unknown } =
    typeof json === 'object' && json !== null ? json : {};
  if (!Array.isArray(series) || !Array.isArray(failures)) {
    return refuse('BadDefinition', "a script is an object with the lists 'series' and 'failures'");
  }
  const definitions = parseSeriesDefinitions(series);
  const modes = collect(failures, parseFailure);
  if (!definitions.ok) {
    return definitions;
  }
  return modes.ok ? succeed({ series: definitions.value, failures: modes.value }) : modes;
}
