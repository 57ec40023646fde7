import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { apis, findRoute, routes } from './index.js';

test('every API file is in the registry', () => {
  const notApis = new Set(['index.ts', 'query-body.ts', 'units.ts']);
  const files = readdirSync(import.meta.dirname).filter((file) => !file.endsWith('.spec.ts') && !notApis.has(file));
  expect(Object.keys(apis).map((name) => `${name}.ts`)).toEqual(files.sort());
});

test('no operation is taken twice, and each is found', () => {
  const operations = routes.map(({ method, path }) => `${method} ${path}`);
  expect(new Set(operations).size).toBe(operations.length);
  expect(routes.every((route) => findRoute(route.method, route.path).kind === 'route')).toBe(true);
  expect(findRoute('PATCH', '/api/v1/query')).toEqual({ kind: 'wrongMethod' });
  expect(findRoute('GET', '/api/v1/query/')).toEqual({ kind: 'notFound' });
});
