import { Counter, Gauge, Histogram, type Registry } from '@dogwatch/telemetry';
import type { RequestOutcome } from '../http/respond.js';
import type { SinkRequest } from '../sinks/datadog-sink.js';
import type { LogReason } from '../reasons.js';

/** What this service counts. */
export interface LogMetrics {
  readonly answered: (outcome: RequestOutcome) => void;
  readonly linesReceived: (count: number) => void;
  readonly processed: (count: number) => void;
  readonly unprocessed: (reason: LogReason) => void;
  readonly outsideWindow: (reason: LogReason, isKept: boolean) => void;
  readonly refused: (reason: LogReason, count: number, isKept: boolean) => void;
  readonly sent: (request: SinkRequest) => void;
  readonly ruleDisabled: () => void;
  readonly pipelinesRead: (isLoaded: boolean) => void;
}

/** What is looked up when somebody asks. */
export interface LogGauges {
  readonly pipelines: () => number;
  readonly inFlight: () => number;
}

const prefix = 'log_preprocessor_';

/** Registers the metrics of this service. */
export function createLogMetrics(registry: Registry, gauges: LogGauges): LogMetrics {
  const count = counterIn(registry);
  const requests = count('requests', 'Requests of the intake.', ['path', 'code', 'reason']);
  const accepted = count('logs_accepted', 'Logs that are safe: the sender may forget them.', ['path']);
  const bytes = count('bytes_received', 'Bytes of request bodies, decompressed.', ['path']);
  const cut = count('requests_cut', 'Requests with a log that was too large or nested too deep and lost a part.', []);
  const processed = count('logs_processed', 'Logs that are in the sink, or kept as dead letters.', []);
  const unprocessed = count('logs_unprocessed', 'Logs that went on as they came, and why.', ['reason']);
  const outside = count('logs_outside_window', 'Logs too old or too far ahead for Datadog.', ['reason', 'kept']);
  const refused = count(
    'logs_refused',
    'Logs that the sink will never take, and lines over TCP and logs over NATS that were not taken, which nobody else tells.',
    ['reason', 'kept'],
  );
  const disabled = count('rules_disabled', 'Rules that were switched off because they took too long.', []);
  const reads = count('pipelines_reads', 'Changed sets of pipelines, and whether they are in use.', ['loaded']);
  observe(registry, 'pipelines', 'Pipelines in use.', gauges.pipelines);
  observe(registry, 'batches_in_flight', 'Batches of the queue at work in this replica.', gauges.inFlight);
  return {
    answered: ({ path, status, reason, logs, bytes: size, isCut }) => {
      requests.inc({ path, code: String(status), reason: reason ?? '' });
      if (logs > 0) accepted.inc({ path }, logs);
      if (size > 0) bytes.inc({ path }, size);
      if (isCut) cut.inc();
    },
    linesReceived: (lines) => accepted.inc({ path: 'tcp' }, lines),
    processed: (logs) => processed.inc(logs),
    unprocessed: (reason) => unprocessed.inc({ reason }),
    outsideWindow: countOutside(outside),
    refused: (reason, logs, isKept) => refused.inc({ reason, kept: String(isKept) }, logs),
    sent: countSent(registry),
    ruleDisabled: () => disabled.inc(),
    pipelinesRead: (isLoaded) => reads.inc({ loaded: String(isLoaded) }),
  };
}

/** It may be every log, and to find the series of some labels costs more than to count. */
function countOutside(counter: Counter): LogMetrics['outsideWindow'] {
  const kept = new Map<LogReason, Counter.Internal>();
  const dropped = new Map<LogReason, Counter.Internal>();
  return (reason, isKept) => {
    const children = isKept ? kept : dropped;
    let child = children.get(reason);
    if (child === undefined) {
      child = counter.labels({ reason, kept: String(isKept) });
      children.set(reason, child);
    }
    child.inc();
  };
}

function counterIn(registry: Registry) {
  return (name: string, help: string, labelNames: readonly string[]): Counter =>
    new Counter({ name: `${prefix}${name}`, help, labelNames, registers: [registry] });
}

function countSent(registry: Registry): LogMetrics['sent'] {
  const logs = counterIn(registry)('sink_logs', 'Logs in requests to the sink, by how it answered.', ['result']);
  const seconds = new Histogram({
    name: `${prefix}sink_request_seconds`,
    help: 'Seconds of a request to the sink.',
    labelNames: ['result'],
    registers: [registry],
  });
  return ({ logs: count, seconds: elapsed, result }) => {
    logs.inc({ result }, count);
    seconds.observe({ result }, elapsed);
  };
}

function observe(registry: Registry, name: string, help: string, value: () => number): void {
  const gauge: Gauge = new Gauge({
    name: `${prefix}${name}`,
    help,
    registers: [registry],
    collect: () => gauge.set(value()),
  });
}
