import { describe, expect, test } from 'vitest';
import type { Answer } from './answer.js';
import { parseRequestInfo } from './request-info.js';
import { createPathAnswers } from './routes.js';

function setUp(unreadyReason?: string) {
  const answer = createPathAnswers({
    version: '1.2.3',
    unreadyReason: () => unreadyReason,
    metricsText: async () => 'up 1\n',
  });
  return async (path: string, method = 'GET'): Promise<Answer> => answer(parseRequestInfo(method, path)!);
}

interface Document {
  readonly openapi?: string;
  readonly paths: Readonly<Record<string, { readonly serverRelativeURL?: string }>>;
  readonly definitions?: object;
  readonly components?: { readonly schemas: object };
}

async function json(path: string): Promise<Document> {
  const answer = await setUp()(path);
  return JSON.parse(answer.type === 'document' ? answer.json : '');
}

describe('the paths besides metrics', () => {
  test.each(['/healthz', '/livez', '/readyz'])('%s is ok', async (path) => {
    await expect(setUp()(path)).resolves.toMatchObject({ code: 200, text: 'ok' });
  });

  test('/readyz tells why it is not', async () => {
    await expect(setUp('no values')('/readyz')).resolves.toMatchObject({ code: 503, text: 'not ready: no values' });
  });

  test('/metrics is telemetry, /version is this program', async () => {
    await expect(setUp()('/metrics')).resolves.toMatchObject({ code: 200, text: 'up 1\n' });
    await expect(json('/version')).resolves.toEqual({ major: '1', minor: '2', gitVersion: '1.2.3' });
  });

  test('/ lists paths that all answer', async () => {
    const root = await json('/');
    const paths = Object.values(root.paths).map(String);
    const codes = await Promise.all(paths.map(async (path) => setUp()(path)));
    expect(codes.every((answer: Answer) => answer.type === 'document' || answer.code === 200)).toBe(true);
    expect(paths).toContain('/apis/external.metrics.k8s.io/v1beta1');
  });

  test.each(['/nothing', '/api', '/healthz/ping', '/apis/apps/v1'])('%s is not there', async (path) => {
    await expect(setUp()(path)).resolves.toMatchObject({ code: 404 });
  });

  test('can only be read', async () => {
    await expect(setUp()('/apis', 'POST')).resolves.toMatchObject({ code: 405 });
    await expect(setUp()('/apis/', 'HEAD')).resolves.toMatchObject({ code: 200 });
  });
});

describe('OpenAPI', () => {
  test('v3 is found through its index', async () => {
    const { paths } = await json('/openapi/v3');
    const index = paths['apis/external.metrics.k8s.io/v1beta1'];
    const document = await json(index?.serverRelativeURL ?? '');
    expect(document.openapi).toBe('3.0.0');
    expect(Object.keys(document.paths)).toContain(
      '/apis/external.metrics.k8s.io/v1beta1/namespaces/{namespace}/{resource}',
    );
  });

  test.each([
    ['/openapi/v2', '#/definitions/', (document: Document) => document.definitions],
    [
      '/openapi/v3/apis/external.metrics.k8s.io/v1beta1',
      '#/components/schemas/',
      (document: Document) => document.components?.schemas,
    ],
  ])('every reference in %s leads somewhere', async (path, prefix, schemasOf) => {
    const document = await json(path);
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, target]) => target);
    expect(references.length).toBeGreaterThan(5);
    const names = Object.keys(schemasOf(document) ?? {});
    for (const target of references) expect(names).toContain(target?.slice(prefix.length));
  });
});
