import { UsageError } from '../cli-command.js';

/** Reads `--namespace-labels`: `KEY=VALUE,...`. */
export function parseLabels(text: string): Record<string, string> {
  const entries = text.split(',').map((item): [string, string] => {
    const [key = '', value] = item.split('=', 2);
    if (key === '' || value === undefined)
      throw new UsageError(`--namespace-labels: expected KEY=VALUE,..., got "${item}"`);
    return [key, value];
  });
  return Object.fromEntries(entries);
}
