import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { explainAnswer, type ExplainAnswer, explainSubject } from '@dogwatch/messages';
import { connectNats, type NatsLink } from '@dogwatch/nats';
import { silentLogger } from '@dogwatch/telemetry';
import { seriesOf } from '../testing/fake-poller.js';
import { scaledObject } from '../grpc/scaler-client.js';
import { startTestScaler, type TestScaler } from '../testing/start-scaler.js';

let scaler: TestScaler;
let link: NatsLink;

beforeAll(async () => {
  scaler = await startTestScaler();
  link = connectNats({ servers: scaler.broker.url, name: 'cli', log: silentLogger });
  await link.connected();
});

afterAll(async () => {
  await link.stop();
  await scaler.stop();
});

async function explain(name: string, kind: 'metric' | 'trigger' = 'trigger'): Promise<ExplainAnswer> {
  const request = { kind, namespace: scaledObject.namespace, name };
  const options = { schema: explainAnswer, timeoutMillis: 2000 };
  const answer = await link.requestJson(explainSubject, { app: 'keda-scaler' }, request, options);
  if (!answer.ok) throw new Error(answer.message);
  return answer.value;
}

describe('a trigger is explained', () => {
  test('from its metadata to what KEDA was told', async () => {
    const query = 'sum:explained{*}';
    const metadata = { query, targetValue: '7', activationQueryValue: '4' };
    await scaler.keda.getMetrics(metadata);
    await scaler.keda.isActive(metadata);
    const { known, steps } = await explain(scaledObject.name);
    expect(known).toBe(true);
    expect(steps.map(({ subject, state }) => `${subject} ${state}`)).toEqual([
      'leader ok',
      'trigger info',
      'value ok',
      'told info',
    ]);
    expect(steps[1]?.text).toContain(`scales for 7 each and is active above 4, by the query ${query}`);
    expect(steps[1]?.text).toMatch(/ KEDA last asked about it \d+ s ago\.$/);
    expect(steps[2]?.text).toMatch(/^The value is 5, \d+ s old; the trigger is active\.$/);
    expect(steps[3]?.text).toMatch(/IsActive was told 5, active \(2 times in a row\)\.$/);
  });

  test('that is kept through a failure', async () => {
    const metadata = { query: 'sum:limited{*}', targetValue: '7' };
    scaler.poller.reply = () => ({
      reason: 'RateLimited',
      answeredAtMillis: Date.now() - 60_000,
      series: [seriesOf(8)],
    });
    await scaler.keda.getMetrics(metadata);
    const { steps } = await explain(scaledObject.name);
    expect(steps).toContainEqual(
      expect.objectContaining({ subject: 'value', state: 'warning', reason: 'RateLimited' }),
    );
  });

  test('that is wrong', async () => {
    await scaler.keda.getMetrics({ query: 'sum:x{*}' });
    const { steps } = await explain(scaledObject.name);
    expect(steps).toContainEqual({
      subject: 'trigger',
      state: 'failed',
      text: expect.stringMatching(/^The metadata is wrong: no targetValue or queryValue given\. KEDA last asked/),
      reason: 'InvalidMetadata',
    });
  });

  test('and what was never asked about is not known', async () => {
    await expect(explain('other')).resolves.toMatchObject({ app: 'keda-scaler', known: false });
    await expect(explain(scaledObject.name, 'metric')).resolves.toMatchObject({ known: false });
  });
});
