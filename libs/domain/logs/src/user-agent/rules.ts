import type { GrokResult } from '../grok/argument.js';
import { isRecord } from '../is-record.js';

/** One rule of uap-core: a regular expression, and texts that replace what its groups find (`$1` is a group). */
export interface UserAgentRule {
  readonly pattern: RegExp;
  /** By the names of uap-core, such as `family_replacement`. */
  readonly replacements: Readonly<Record<string, string>>;
}

/** The three lists of uap-core; of each the first rule that finds something counts. */
export interface UserAgentRules {
  readonly browsers: readonly UserAgentRule[];
  readonly systems: readonly UserAgentRule[];
  readonly devices: readonly UserAgentRule[];
}

/** Reads the object that uap-core's `regexes.yaml` holds. What is wrong is told by list and number. */
export function readUserAgentRules(source: unknown): GrokResult<UserAgentRules> {
  const lists = ['user_agent_parsers', 'os_parsers', 'device_parsers'].map((name) => readList(source, name));
  const failed = lists.find((list) => !list.ok);
  if (failed !== undefined && !failed.ok) return failed;
  const [browsers = [], systems = [], devices = []] = lists.map((list) => (list.ok ? list.value : []));
  return { ok: true, value: { browsers, systems, devices } };
}

function readList(source: unknown, name: string): GrokResult<readonly UserAgentRule[]> {
  const list = isRecord(source) ? source[name] : undefined;
  if (!Array.isArray(list)) return refuse(`${name} must be a list of rules, as in uap-core's regexes.yaml`);
  const rules: UserAgentRule[] = [];
  for (const [index, entry] of list.entries()) {
    const rule = readRule(entry);
    if (typeof rule === 'string') return refuse(`${name}[${index}] ${rule}`);
    rules.push(rule);
  }
  return { ok: true, value: rules };
}

function readRule(entry: unknown): UserAgentRule | string {
  if (!isRecord(entry) || typeof entry['regex'] !== 'string') return 'must have a regex';
  const { regex, regex_flag: flag, ...rest } = entry;
  const replacements = Object.entries(rest).map(([key, value]): [string, string] => [key, String(value)]);
  try {
    const pattern = new RegExp(regex, flag === 'i' ? 'i' : '');
    return { pattern, replacements: Object.fromEntries(replacements) };
  } catch (error) {
    return `has a regex that cannot be read: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function refuse(message: string): GrokResult<never> {
  return { ok: false, reason: 'InvalidUserAgentRules', message };
}
