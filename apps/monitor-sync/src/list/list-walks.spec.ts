import { type ApiAnswer, objectApis } from '@dogwatch/monitors';
import { expect, test, vi } from 'vitest';
import { createListWalks } from './list-walks.js';

const api = objectApis.monitor;
const page = (count: number, from = 1): ApiAnswer => ({
  status: 200,
  body: Array.from({ length: count }, (_, index) => ({ id: from + index, tags: [] })),
});

function start(answers: ApiAnswer[]) {
  let nowMillis = 1_000_000;
  const calls: string[] = [];
  const told: string[] = [];
  const walks = createListWalks({
    call: async ({ path }) => {
      calls.push(/[?&]page=(\d+)/.exec(path)?.[1] ?? '');
      return answers.shift() ?? page(0);
    },
    periodMillis: 60_000,
    nowMillis: () => nowMillis,
    onPage: (_, objects) => void told.push(`page of ${objects.length}`),
    onComplete: (_, { isRecovery }) => void told.push(isRecovery ? 'recovered' : 'complete'),
    onFailure: (_, { reason }, failures) => void told.push(`${reason} ${failures}`),
  });
  return {
    walks,
    calls,
    told,
    tick: async (millis = 0) => {
      nowMillis += millis;
      walks.tick([api]);
      // everything that is waited for is there at once
      await vi.waitFor(() => expect(walks.listing(api).walk.state).not.toBe('running'));
    },
  };
}

test('a walk reads pages until one is not full, once a period', async () => {
  const { calls, told, tick } = start([page(100), page(20, 101)]);
  await tick();
  expect(calls).toEqual(['0', '1']);
  expect(told).toEqual(['page of 100', 'page of 20', 'complete']);
  await tick(59_000);
  expect(calls).toHaveLength(2);
  await tick(1_000);
  expect(calls).toHaveLength(3);
});

test('a walk that fails calls nothing missing, and is made up for soon', async () => {
  const { told, tick, walks } = start([page(100), { status: 500, body: {} }]);
  await tick();
  expect(told.at(-1)).toBe('ServerError 1');
  expect(walks.listing(api).complete).toBeUndefined();
  await tick(4_000);
  expect(told.at(-1)).toBe('ServerError 1');
  await tick(1_000);
  expect(told.at(-1)).toBe('recovered');
});

test('a walk that is refused for its rate waits as long as Datadog says, whoever wants one', async () => {
  const { calls, tick, walks } = start([{ status: 429, body: {}, retryAfterSeconds: 90 }]);
  await tick();
  walks.want(api);
  await tick(89_000);
  expect(calls).toHaveLength(1);
  await tick(1_000);
  expect(calls).toHaveLength(2);
});

test('a list in a form that nobody knows is a failure', async () => {
  const { told, tick } = start([{ status: 200, body: 'hello' }]);
  await tick();
  expect(told).toEqual(['NoAnswer 1']);
});

test('what is dropped while a page is under way that shows it is not in the list', async () => {
  const { tick, walks } = start([page(2)]);
  const isWalked = tick();
  walks.drop(api, '1');
  await isWalked;
  expect([...(walks.listing(api).complete?.walk.found.keys() ?? [])]).toEqual(['2']);
});
