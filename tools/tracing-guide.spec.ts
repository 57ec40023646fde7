import { readFileSync } from 'node:fs';
import { type Attributes, createLog, createPreprocessor } from '@dogwatch/logs';
import * as messages from '@dogwatch/messages';
import { startTelemetry } from '@dogwatch/telemetry';
import { context, trace } from '@opentelemetry/api';
import { expect, test } from 'vitest';

// The table of spans in docs/guides/tracing.md against the subjects; the traces that the guide shows are compared by stories.

const guide = readFileSync('docs/guides/tracing.md', 'utf8');

test('the guide names the spans of every subject of NATS, and of no other', () => {
  const templates = Object.values(messages).flatMap((value) =>
    typeof value === 'object' && 'template' in value && typeof value.template === 'string' ? [value.template] : [],
  );
  const named = [...guide.matchAll(/`(?:process|publish|request) (v1\.[^`]+)`/g)].map(([, template = '']) => template);
  expect(templates.length).toBeGreaterThan(5);
  expect(new Set(named)).toEqual(new Set(templates));
});

test('a line of our logs has its time, status, service and trace where Datadog looks for them', async () => {
  const lines: string[] = [];
  const telemetry = await startTelemetry({
    serviceName: 'keda-scaler',
    version: '1.0.0',
    env: { DD_ENV: 'prod' },
    write: (line) => void lines.push(line),
  });
  const span = trace.wrapSpanContext({ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 });
  context.with(trace.setSpan(context.active(), span), () => telemetry.logger.warn({}, 'Something happened.'));
  const attributes: Attributes = JSON.parse(lines[0] ?? '');
  const { timestamp } = attributes;
  const log = createLog({ attributes });
  createPreprocessor({}, { nowMillis: () => Date.now(), zoneOffsetMillis: () => undefined })(log);
  expect(log).toMatchObject({
    timestampMillis: Date.parse(typeof timestamp === 'string' ? timestamp : ''),
    status: 'warn',
    service: 'keda-scaler',
    message: 'Something happened.',
    traceId: 'a'.repeat(32),
    spanId: 'b'.repeat(16),
    attributes: { env: 'prod', version: '1.0.0' },
  });
});
