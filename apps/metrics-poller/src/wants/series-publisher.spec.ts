import type { MetricSeriesAnswer, MetricSeriesUpdated } from '@dogwatch/messages';
import { expect, test } from 'vitest';
import { createSeriesPublisher } from './series-publisher.js';

const maxBytes = 4096;

function createRecorder() {
  const sent: { readonly org: string; readonly message: MetricSeriesUpdated }[] = [];
  const publisher = createSeriesPublisher({
    epoch: 'poller-0/7',
    refreshPeriodSeconds: 30,
    publish: (org, message) => sent.push({ org, message }),
    nowMillis: () => 42,
    maxMessageBytes: () => maxBytes,
  });
  return { sent, publisher };
}

function toAnswer(org: string, query: string, seriesCount = 1): MetricSeriesAnswer {
  return {
    org,
    query,
    ageSeconds: 90,
    offsetSeconds: 0,
    attemptedAtMillis: 40,
    reason: '',
    message: '',
    httpStatus: 200,
    rateLimit: null,
    answeredAtMillis: 40,
    series: Array.from({ length: seriesCount }, () => ({ scope: 'host:a', points: [[1, 2.5]], pointCount: 1 })),
  };
}

const bytesOf = (message: unknown): number => Buffer.byteLength(JSON.stringify(message));

test('each organization gets its own messages, the newest answer of each want once, and none is too large', () => {
  const { sent, publisher } = createRecorder();
  for (let index = 0; index < 30; index++) publisher.add(`a${index}`, toAnswer('a', `query ${index}`));
  publisher.add('b', toAnswer('b', 'old'));
  publisher.add('b', toAnswer('b', 'new'));
  publisher.flush();
  publisher.flush();
  expect(sent.filter(({ org }) => org === 'b')).toMatchObject([{ message: { answers: [{ query: 'new' }] } }]);
  const ofA = sent.filter(({ org }) => org === 'a');
  expect(ofA.length).toBeGreaterThan(1);
  expect(ofA.flatMap(({ message }) => message.answers.map(({ query }) => query))).toHaveLength(30);
  for (const { message } of sent) expect(bytesOf(message)).toBeLessThanOrEqual(maxBytes);
});

test('series that fit no message are left out, and the answer says so', () => {
  const { sent, publisher } = createRecorder();
  publisher.add('a', toAnswer('a', 'avg:a{*} by {host}', 500));
  publisher.flush();
  const [answer] = sent[0]?.message.answers ?? [];
  expect(answer).toMatchObject({ reason: 'AnswerTooLarge', series: [], answeredAtMillis: 0, attemptedAtMillis: 40 });
  expect(answer?.message).toContain('500 series');
});

test('the sign of life is a message without answers to the default organization', () => {
  const { sent, publisher } = createRecorder();
  publisher.signOfLife();
  expect(sent).toEqual([
    { org: 'default', message: { epoch: 'poller-0/7', sentAtMillis: 42, refreshPeriodSeconds: 30, answers: [] } },
  ]);
});
