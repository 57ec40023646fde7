import type { KubeClient, MetricIdentifier } from '@dogwatch/kube';
import { fromObjectSelector, parseQuantity, printLabelSelector, toMillis } from '@dogwatch/scaling';
import protobuf from 'protobufjs';
import { listAt, textAt, valueAt } from '../json/json.js';
import { readBody } from '../read-body.js';

/** What a metric measures, in thousandths, or why that is unknown. */
export type Usage = { readonly ok: true; readonly millis: bigint } | { readonly ok: false; readonly message: string };

const protobufType = 'application/vnd.kubernetes.protobuf';
const magicLength = 'k8s\0'.length;
const largestMillis = 2n ** 63n - 1n;

// The messages that travel as protobuf (k8s.io/apimachinery, k8s.io/metrics).
const { root } = protobuf.parse(`
  syntax = "proto2";
  message Unknown { optional bytes raw = 2; }
  message Status { optional string message = 3; }
  message Quantity { optional string string = 1; }
  message Value { optional string metricName = 1; optional Quantity value = 5; }
  message ValueList { repeated Value items = 2; }
`);

/** Asks for a metric as the HPA controller does: name in lower case with `@` and `:` as they are, selector sorted by key. */
export async function readExternalMetric(
  client: KubeClient,
  namespace: string,
  { name, selector }: MetricIdentifier,
): Promise<Usage> {
  const labelSelector = printLabelSelector(fromObjectSelector(selector)) || undefined;
  const segment = encodeURIComponent(name.toLowerCase()).replaceAll('%40', '@').replaceAll('%3A', ':');
  const path = `/apis/external.metrics.k8s.io/v1beta1/namespaces/${namespace}/${segment}`;
  const headers = { accept: `${protobufType}, */*` };
  const answer = await client.raw('GET', path, { query: { labelSelector }, headers });
  if (!answer.ok) return toFailure(answer.message);
  const { status, headers: answerHeaders, body } = answer.value;
  return toUsage(status, String(answerHeaders['content-type']), await readBody(body));
}

/** The sum of all items of an answer (JSON or protobuf); an empty list and every refusal are errors. Timestamps are not looked at. */
export function toUsage(code: number, contentType: string, body: Buffer): Usage {
  const isProtobuf = contentType.startsWith(protobufType);
  const content = isProtobuf ? decode(body, code === 200 ? 'ValueList' : 'Status') : parse(body);
  if (code !== 200) return toFailure(textAt(content, 'message') || `the server answered ${code}: ${String(body)}`);
  const values = listAt(content, 'items').map((item) => valueAt(item, 'value'));
  if (values.length === 0) return { ok: false, message: 'no metrics returned from external metrics API' };
  let sum = 0n;
  for (const value of values) {
    const parsed = parseQuantity(textAt(value, 'string') || String(value));
    if (!parsed.ok) return toFailure(parsed.message);
    sum += toControllerMillis(toMillis(parsed.quantity));
  }
  return { ok: true, millis: sum };
}

/** What does not fit the controller's 64-bit thousandths reads as zero there. */
function toControllerMillis(millis: bigint): bigint {
  return millis > largestMillis || millis < -largestMillis ? 0n : millis;
}

function toFailure(message: string): Usage {
  return { ok: false, message: `unable to fetch metrics from external metrics API: ${message}` };
}

function decode(body: Buffer, type: string): unknown {
  const raw: unknown = Reflect.get(root.lookupType('Unknown').decode(body.subarray(magicLength)), 'raw');
  return root
    .lookupType(type)
    .decode(raw instanceof Uint8Array ? raw : new Uint8Array())
    .toJSON();
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}
