import { listAt, numberAt, objectAt, textAt, valueAt } from '../json/json.js';
import { otlpProto, toAttributes } from './otlp-proto.js';

/** A metric as it was exported. */
export interface ReceivedMetric {
  readonly name: string;
  readonly kind: 'gauge' | 'histogram' | 'sum';
  /** `service.name` of the resource. */
  readonly serviceName: string;
  /** Attributes of the resource. */
  readonly resource: Readonly<Record<string, unknown>>;
  readonly points: readonly ReceivedPoint[];
}

/** A point: a number, or what a histogram counted. */
export interface ReceivedPoint {
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly value: number | ReceivedHistogram;
}

/** One more count than bounds: the last is for what is above all of them. */
export interface ReceivedHistogram {
  readonly count: number;
  readonly sum: number;
  readonly bounds: readonly number[];
  readonly counts: readonly number[];
}

const requestType = otlpProto.lookupType('MetricsRequest');
const kinds = ['gauge', 'histogram', 'sum'] as const;

/** The metrics of an ExportMetricsServiceRequest in protobuf; throws if it is none. */
export function decodeMetrics(body: Buffer): readonly ReceivedMetric[] {
  return toMetrics(requestType.toObject(requestType.decode(body), { longs: Number }));
}

/** The metrics of an ExportMetricsServiceRequest in JSON; throws if it is none. */
export function parseMetrics(text: string): readonly ReceivedMetric[] {
  return toMetrics(JSON.parse(text));
}

function toMetrics(request: unknown): readonly ReceivedMetric[] {
  return listAt(request, 'resourceMetrics').flatMap((group) => {
    const resource = toAttributes(listAt(group, 'resource', 'attributes'));
    const metrics = listAt(group, 'scopeMetrics').flatMap((scope) => listAt(scope, 'metrics'));
    return metrics.flatMap((metric) => toMetric(metric, resource));
  });
}

function toMetric(metric: unknown, resource: ReceivedMetric['resource']): readonly ReceivedMetric[] {
  const kind = kinds.find((name) => Object.hasOwn(objectAt(metric), name));
  if (kind === undefined) return [];
  const points = listAt(metric, kind, 'dataPoints').map((point) => ({
    attributes: toAttributes(listAt(point, 'attributes')),
    value: kind === 'histogram' ? toHistogram(point) : toNumber(valueAt(point, 'asDouble') ?? valueAt(point, 'asInt')),
  }));
  return [{ name: textAt(metric, 'name'), kind, serviceName: textAt(resource, 'service.name'), resource, points }];
}

function toHistogram(point: unknown): ReceivedHistogram {
  return {
    count: toNumber(valueAt(point, 'count')),
    sum: numberAt(point, 'sum') ?? 0,
    bounds: listAt(point, 'explicitBounds').map(toNumber),
    counts: listAt(point, 'bucketCounts').map(toNumber),
  };
}

/** Whole numbers are texts in JSON. */
function toNumber(value: unknown): number {
  return typeof value === 'number' || typeof value === 'string' ? Number(value) : 0;
}
