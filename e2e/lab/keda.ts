import { connectScaler, type ScalerClient, type TriggerMetadata } from '@dogwatch/keda-scaler';
import { type AppProcess, startApp } from './app-process.ts';
import type { Lab } from './lab.ts';

/** A replica of keda-scaler. */
export interface ScalerProcess extends AppProcess {
  readonly grpcPort: number;
}

/** Starts a replica of keda-scaler, which needs NATS and nothing else. */
export async function startScaler(
  { namespace, natsUrl }: Pick<Lab, 'namespace' | 'natsUrl'>,
  instance: string,
  env: Readonly<Record<string, string>> = {},
): Promise<ScalerProcess> {
  const process = await startApp('keda-scaler', {
    NATS_URL: natsUrl,
    NATS_SUBJECT_ROOT: namespace,
    DD_POD_NAME: instance,
    DD_KEDA_SCALER_PORT: '0',
    ...env,
  });
  const grpcPort = process.logs.find((line) => 'grpcPort' in line)?.['grpcPort'];
  if (typeof grpcPort !== 'number') throw new Error(`${instance} does not say where it answers gRPC`);
  return { ...process, grpcPort };
}

/** What a read of a trigger gave. */
export type Read =
  | { readonly ok: true; readonly value: number; readonly active: boolean }
  | { readonly ok: false; readonly code: number; readonly details: string };

/** Reads triggers as KEDA does: metric spec, value, activity; after an error everything at once again. */
export interface Keda {
  read(scaledObject: string, metadata: TriggerMetadata): Promise<Read>;
  /** Calls made so far. */
  calls(): number;
  close(): void;
}

/** Connects a KEDA to a port, which may be that of a balancer, or to `host:port`. */
export function connectKeda(target: number | string): Keda {
  const client = connectScaler(target);
  let calls = 0;
  const call: ScalerClient['call'] = (method, message) => {
    calls += 1;
    return client.call(method, message);
  };
  const attempt = async (scaledObject: string, metadata: TriggerMetadata): Promise<Read> => {
    const scaledObjectRef = { namespace: 'shop', name: scaledObject, scalerMetadata: metadata };
    const spec = await call('GetMetricSpec', scaledObjectRef);
    if (!spec.ok) return spec;
    const { metricSpecs } = spec.response as { readonly metricSpecs: readonly [{ readonly metricName: string }] };
    const metrics = await call('GetMetrics', { scaledObjectRef, metricName: metricSpecs[0].metricName });
    if (!metrics.ok) return metrics;
    const activity = await call('IsActive', scaledObjectRef);
    if (!activity.ok) return activity;
    const { metricValues } = metrics.response as { metricValues: readonly [{ readonly metricValueFloat: number }] };
    const { result } = activity.response as { readonly result: boolean };
    return { ok: true, value: metricValues[0].metricValueFloat, active: result };
  };
  return {
    read: async (scaledObject, metadata) => {
      const first = await attempt(scaledObject, metadata);
      return first.ok ? first : attempt(scaledObject, metadata);
    },
    calls: () => calls,
    close: () => client.close(),
  };
}

/** One trigger of one ScaledObject. */
export interface KedaTrigger {
  readonly scaledObject: string;
  readonly metadata: TriggerMetadata;
}

/** Reads each trigger once a `periodMillis` until `work` is done, evenly spread; gives everything that was read. */
export async function readWhile(
  keda: Keda,
  triggers: readonly KedaTrigger[],
  periodMillis: number,
  work: Promise<unknown>,
): Promise<readonly (Read & KedaTrigger)[]> {
  const reads: (Read & KedaTrigger)[] = [];
  const progress = { isDone: false };
  const loop = async (trigger: KedaTrigger, index: number): Promise<void> => {
    await sleep((periodMillis * index) / triggers.length);
    while (!progress.isDone) {
      reads.push({ ...trigger, ...(await keda.read(trigger.scaledObject, trigger.metadata)) });
      await sleep(periodMillis);
    }
  };
  const loops = Promise.all(triggers.map(loop));
  await work.finally(() => (progress.isDone = true));
  await loops;
  return reads;
}

/** Resolves after so many milliseconds. */
export function sleep(millis: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, millis));
}
