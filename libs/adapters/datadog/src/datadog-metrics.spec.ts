import { Registry, silentLogger } from '@dogwatch/telemetry';
import { startDatadogSimulator } from '@dogwatch/datadog-simulator';
import { describe, expect, it } from 'vitest';
import { createDatadogClient } from './datadog-client.js';
import { createDatadogMetrics } from './datadog-metrics.js';

describe('metrics', () => {
  it('count requests by how they ended and show the rate limit, against a simulated Datadog', async () => {
    const simulator = await startDatadogSimulator({ rateLimit: { limit: 100, periodSeconds: 60 } });
    const registry = new Registry();
    const client = createDatadogClient({
      endpoints: [{ name: 'main', baseUrl: simulator.url, apiKey: 'a', appKey: 'b' }],
      log: silentLogger,
      events: createDatadogMetrics(registry),
    });
    const range = { queries: ['avg:nothing{*}'], fromSeconds: 1_700_000_000, toSeconds: 1_700_000_300 };
    expect(await client.queryMetrics(range)).toMatchObject({ ok: true });
    simulator.fail({ mode: 'rateLimited', times: 1 });
    expect(await client.queryMetrics(range)).toMatchObject({ ok: false, reason: 'RateLimited' });
    const text = await registry.metrics();
    expect(text).toContain('datadog_requests{status="success"} 1');
    expect(text).toContain('datadog_requests{status="rate_limit_error"} 1');
    expect(text).toContain('rate_limit_queries_limit{endpoint="/api/v1/query"} 100');
    expect(text).toMatch(/rate_limit_queries_remaining_min\{endpoint="\/api\/v1\/query"\} \d/);
    await client.close();
    await simulator.stop();
  });
});
