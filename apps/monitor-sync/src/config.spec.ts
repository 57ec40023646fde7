import { parseConfig } from '@dogwatch/service';
import { expect, test } from 'vitest';
import { monitorSyncConfig, toWatchedNamespaces } from './config.js';

function parse(env: Readonly<Record<string, string>>) {
  const parsed = parseConfig(monitorSyncConfig, env);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed));
  return parsed.config;
}

test('a kind is watched in its own namespaces, else in those for all, else everywhere', () => {
  const config = parse({ WATCH_NAMESPACE: 'a,b', DD_SLO_WATCH_NAMESPACE: 'c' });
  expect(toWatchedNamespaces(config, 'DatadogSLO')).toEqual(['c']);
  expect(toWatchedNamespaces(config, 'DatadogMonitor')).toEqual(['a', 'b']);
  expect(toWatchedNamespaces(parse({}), 'DatadogMonitor')).toEqual([]);
});

test('the names of the operator for the base URL are known', () => {
  expect(parse({ DD_URL: 'https://x' }).url).toBe('https://x');
  expect(parse({ DD_DD_URL: 'https://y' }).url).toBe('https://y');
});
