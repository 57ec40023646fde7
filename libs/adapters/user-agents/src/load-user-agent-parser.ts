import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { compileUserAgents, type ParseUserAgent } from '@dogwatch/logs';
import { parse } from 'yaml';

/** The file of the package uap-core that holds its rules. */
const rulesFile = 'uap-core/regexes.yaml';

let loaded: ParseUserAgent | undefined;

/**
 * The parser of user agents for `LogsEnvironment.parseUserAgent`, by the rules of uap-core. The first call reads and compiles them,
 * which takes a quarter of a second; later calls give the same parser, whose cache is shared. Throws when the file is not there
 * or is no uap-core file.
 */
export function loadUserAgentParser(): ParseUserAgent {
  loaded ??= readUserAgentParser(createRequire(import.meta.url).resolve(rulesFile));
  return loaded;
}

function readUserAgentParser(file: string): ParseUserAgent {
  // all values are text: versions such as 10.0 must not become numbers
  const rules: unknown = parse(readFileSync(file, 'utf8'), {
    schema: 'failsafe',
    prettyErrors: false,
    uniqueKeys: false,
  });
  const compiled = compileUserAgents(rules);
  if (!compiled.ok) throw new Error(`${file} does not hold the rules of uap-core: ${compiled.message}`);
  return compiled.value;
}
