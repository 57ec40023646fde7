import { UsageError } from '../cli-command.js';

const pattern = /^(?:export\s+)?(?<name>\w+)\s*=\s*(?<value>.*)$/;

/** The variables of a file with lines `NAME=value`; blank lines, lines beginning with `#`, `export` and outer quotes are allowed. */
export function parseEnvFile(text: string, name: string): Readonly<Record<string, string>> {
  const lines = text.split(/\r?\n/).map((line, index) => ({ line: line.trim(), number: index + 1 }));
  const entries = lines
    .filter(({ line }) => line !== '' && !line.startsWith('#'))
    .map(({ line, number }): [string, string] => {
      const parts = pattern.exec(line)?.groups;
      if (parts === undefined) throw new UsageError(`${name}:${number}: expected NAME=value`);
      return [parts['name'] ?? '', unquote(parts['value'] ?? '')];
    });
  return Object.fromEntries(entries);
}

function unquote(text: string): string {
  const quote = text.at(0);
  const isQuoted = text.length > 1 && (quote === '"' || quote === "'") && text.at(-1) === quote;
  return isQuoted ? text.slice(1, -1) : text;
}
