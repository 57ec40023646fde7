import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startDatadogSimulator, type DatadogSimulator } from '../simulator.js';
import { ask, askJson } from '../testing/ask-simulator.js';
import { failAtEdge } from './fail-at-edge.js';
import { parseFailure } from './failure.js';

let clockMillis = 60_000;
let simulator: DatadogSimulator;

beforeEach(async () => {
  clockMillis = 60_000;
  simulator = await startDatadogSimulator({
    now: () => clockMillis,
    series: [
      { metric: 'load', unit: 'byte', value: 1 },
      { metric: 'hits', value: 2 },
    ],
  });
});

afterEach(() => simulator.stop());

async function statusOf(query: string): Promise<number> {
  return (await ask(simulator, query)).status;
}

describe('failures of the connection and the gateway', () => {
  test('429 carries the headers of an empty budget', async () => {
    simulator.fail({ mode: 'rateLimited', resetSeconds: 7 });
    const { status, headers } = await ask(simulator, 'avg:load{*}');
    expect([status, headers.get('x-ratelimit-remaining'), headers.get('x-ratelimit-reset')]).toEqual([429, '0', '7']);
  });

  test.each([500, 502, 503])('server error %i', async (status) => {
    simulator.fail({ mode: 'serverError', status });
    expect(await statusOf('avg:load{*}')).toBe(status);
    expect(simulator.calls.count({ status })).toBe(1);
  });

  test('slow answers come after all', async () => {
    simulator.fail({ mode: 'slow', delayMillis: 5 });
    expect(await askJson(simulator, 'avg:load{*}')).toMatchObject({ status: 'ok', series: [{ metric: 'load' }] });
  });

  test('slow, then something else', async () => {
    simulator.fail({ mode: 'slow', delayMillis: 1 });
    simulator.fail({ mode: 'serverError' });
    expect(await statusOf('avg:load{*}')).toBe(503);
  });

  test('a hanging call lasts until the client gives up', async () => {
    simulator.fail({ mode: 'hang' });
    const impatience = new AbortController();
    simulator.calls.onCall(() => {
      impatience.abort();
    });
    await expect(ask(simulator, 'avg:load{*}', { signal: impatience.signal })).rejects.toThrow('aborted');
    expect(simulator.calls.count({ status: 0 })).toBe(1);
  });

  test('a slow call ends when the client gives up, and leaves no timer', async () => {
    const gone = new AbortController();
    const statuses: number[] = [];
    const ended = failAtEdge(
      { mode: 'slow', delayMillis: 600_000 },
      {
        response: new ServerResponse(new IncomingMessage(new Socket())),
        signal: gone.signal,
        record: (status) => statuses.push(status),
        rateLimitHeaders: () => ({}),
        bodyBytes: 0,
      },
    );
    gone.abort();
    expect(await ended).toBe(true);
    expect(statuses).toEqual([0]);
  });

  test('stop ends a hanging call', async () => {
    simulator.fail({ mode: 'hang' });
    let stopped: Promise<void> | undefined;
    simulator.calls.onCall(() => {
      stopped = simulator.stop();
    });
    await expect(ask(simulator, 'avg:load{*}')).rejects.toThrow(TypeError);
    await expect(stopped).resolves.toBeUndefined();
  });

  test('reset breaks the connection', async () => {
    simulator.fail({ mode: 'reset' });
    await expect(ask(simulator, 'avg:load{*}')).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
    expect(simulator.calls.count({ status: 0 })).toBe(1);
  });

  test('garbage is 200 and no JSON', async () => {
    simulator.fail({ mode: 'garbage' });
    await expect(askJson(simulator, 'avg:load{*}')).rejects.toThrow(SyntaxError);
  });

  test('empty and HTML bodies', async () => {
    simulator.fail({ mode: 'empty', times: 1 });
    simulator.fail({ mode: 'html', status: 502 });
    expect(await (await ask(simulator, 'avg:load{*}')).text()).toBe('');
    const page = await ask(simulator, 'avg:load{*}');
    expect([page.status, page.headers.get('content-type'), await page.text()]).toEqual([
      502,
      'text/html; charset=utf-8',
      expect.stringContaining('<html>'),
    ]);
  });

  test('a huge body is valid JSON of the wished size', async () => {
    simulator.fail({ mode: 'huge', bytes: 3_000_001 });
    const text = await (await ask(simulator, 'avg:load{*}')).text();
    expect(text).toHaveLength(3_000_001);
    expect(JSON.parse(text)).toMatchObject({ status: 'ok', series: [] });
  });

  test('a client may leave in the middle of a huge body', async () => {
    simulator.fail({ mode: 'huge' });
    const response = await ask(simulator, 'avg:load{*}');
    const reader = response.body?.getReader();
    expect((await reader?.read())?.value?.length).toBeGreaterThan(0);
    await reader?.cancel();
    simulator.recover();
    expect(await statusOf('avg:load{*}')).toBe(200);
  });
});

describe('failures of the answer', () => {
  test('a poisoned query spoils its whole batch and no other', async () => {
    simulator.fail({ mode: 'poison', matching: 'bad' });
    expect(await statusOf('avg:load{*},avg:bad{*},avg:hits{*}')).toBe(400);
    expect(await statusOf('avg:bad{*}')).toBe(400);
    expect(await statusOf('avg:load{*},avg:hits{*}')).toBe(200);
  });

  test('status error in a 200', async () => {
    simulator.fail({ mode: 'statusError', matching: 'load', message: 'Query timed out' });
    expect(await askJson(simulator, 'avg:load{*},avg:hits{*}')).toMatchObject({
      status: 'error',
      error: 'Query timed out',
      series: [],
    });
    expect(await askJson(simulator, 'avg:hits{*}')).toMatchObject({ status: 'ok' });
  });

  test('wrong, missing and double series', async () => {
    simulator.fail({ mode: 'wrongIndex', index: -1, times: 1 });
    expect(await askJson(simulator, 'avg:load{*}')).toMatchObject({ series: [{ query_index: -1 }] });
    simulator.fail({ mode: 'missingIndex', times: 1 });
    expect(JSON.stringify(await askJson(simulator, 'avg:load{*}'))).not.toContain('query_index');
    simulator.fail({ mode: 'duplicateSeries', times: 1 });
    expect(await askJson(simulator, 'avg:load{*}')).toMatchObject({ series: [{ query_index: 0 }, { query_index: 0 }] });
    simulator.fail({ mode: 'noSeries', times: 1 });
    expect(await askJson(simulator, 'avg:load{*}')).toMatchObject({ status: 'ok', series: [] });
  });

  test('only nulls, delayed points and unknown units', async () => {
    simulator.fail({ mode: 'onlyNulls', times: 1 });
    expect(await askJson(simulator, 'avg:load{*}.rollup(max, 30)')).toMatchObject({
      series: [
        {
          pointlist: [
            [0, null],
            [30_000, null],
          ],
        },
      ],
    });
    simulator.fail({ mode: 'delayedPoints', seconds: 40, times: 1 });
    expect(await askJson(simulator, 'avg:load{*}')).toMatchObject({
      series: [
        {
          length: 3,
          pointlist: [
            [0, 1],
            [10_000, 1],
            [20_000, 1],
          ],
        },
      ],
    });
    simulator.fail({ mode: 'unknownUnits', times: 1 });
    expect(await askJson(simulator, 'avg:load{*}')).toMatchObject({ series: [{ unit: [{ name: 'furlong' }, null] }] });
  });

  test.each(['NaN', '1e300', '-Infinity', '"text"'])('values can be any text: %s', async (text) => {
    simulator.fail({ mode: 'rawValues', text });
    const body = await (await ask(simulator, 'avg:load{*}.rollup(max, 60)')).text();
    expect(body).toContain(`"pointlist":[[0,${text}]]`);
  });
});

describe('how long a failure lasts', () => {
  test('for some calls', async () => {
    simulator.fail({ mode: 'serverError', times: 2 });
    expect([await statusOf('avg:load{*}'), await statusOf('avg:load{*}'), await statusOf('avg:load{*}')]).toEqual([
      503, 503, 200,
    ]);
  });

  test('for some time', async () => {
    simulator.fail({ mode: 'serverError', forSeconds: 10 });
    clockMillis += 9_999;
    expect(await statusOf('avg:load{*}')).toBe(503);
    clockMillis += 1;
    expect(await statusOf('avg:load{*}')).toBe(200);
  });

  test('until it is taken back', async () => {
    const id = simulator.fail({ mode: 'serverError' });
    expect(await statusOf('avg:load{*}')).toBe(503);
    expect(simulator.recover(id)).toBe(1);
    expect(simulator.recover(id)).toBe(0);
    expect(await statusOf('avg:load{*}')).toBe(200);
  });

  test('only where path and text match', async () => {
    simulator.fail({ mode: 'serverError', path: '/api/v1/validate' });
    simulator.fail({ mode: 'serverError', status: 500, matching: 'hits' });
    expect([await statusOf('avg:load{*}'), await statusOf('avg:hits{*}')]).toEqual([200, 500]);
    expect((await fetch(`${simulator.url}/api/v1/validate`)).status).toBe(503);
  });
});

test.each([
  ['an unknown mode', { mode: 'explode' }],
  ['an unknown field', { mode: 'hang', often: true }],
  ['a status that is no server error', { mode: 'serverError', status: 200 }],
  ['no failure at all', null],
])('%s is refused', (_, json) => {
  expect(parseFailure(json)).toMatchObject({ ok: false, reason: 'BadDefinition' });
});
