/** The ScaledObject and the metadata of its trigger, as KEDA sends them. May hold secrets: never log the metadata. */
export interface ScaledObjectRef {
  readonly namespace: string;
  readonly name: string;
  readonly metadata: Readonly<Record<string, string>>;
}

/** A request for a value. */
export interface MetricsRequest {
  readonly ref: ScaledObjectRef;
  /** As `GetMetricSpec` gave it; empty when the caller does not say. */
  readonly metricName: string;
}

/** The longest name that Kubernetes allows. */
const maxNameLength = 253;

/** Reads a decoded ScaledObjectRef; undefined when it names no ScaledObject. */
export function readRef(value: unknown): ScaledObjectRef | undefined {
  const namespace = textOf(value, 'namespace');
  const name = textOf(value, 'name');
  if (!isName(namespace) || !isName(name)) return undefined;
  return { namespace, name, metadata: textsOf(fieldOf(value, 'scalerMetadata')) };
}

/** Reads a decoded GetMetricsRequest; undefined when it names no ScaledObject. */
export function readMetricsRequest(value: unknown): MetricsRequest | undefined {
  const ref = readRef(fieldOf(value, 'scaledObjectRef'));
  return ref && { ref, metricName: textOf(value, 'metricName') };
}

/** A field of a decoded message that is a text; empty when it is not. */
export function textOf(value: unknown, field: string): string {
  const text = fieldOf(value, field);
  return typeof text === 'string' ? text : '';
}

function isName(text: string): boolean {
  return text !== '' && text.length <= maxNameLength;
}

function fieldOf(value: unknown, field: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, field) : undefined;
}

function textsOf(value: unknown): Readonly<Record<string, string>> {
  return isTexts(value) ? value : {};
}

function isTexts(value: unknown): value is Readonly<Record<string, string>> {
  return typeof value === 'object' && value !== null && Object.values(value).every((text) => typeof text === 'string');
}
