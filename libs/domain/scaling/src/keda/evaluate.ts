import { evaluateDatadogMetric, planDatadogMetricRequest } from './datadogmetric-mode.js';
import { evaluateQuery, planQueryRequest } from './query-mode.js';
import type { TriggerSpec } from './trigger-spec.js';

/** The call that KEDA's own scaler makes for a trigger. Holds keys: never log it. */
export type TriggerRequest =
  | {
      readonly ok: true;
      /** Host, with the port when it is not 443. */
      readonly host: string;
      /** Path, not escaped. */
      readonly path: string;
      readonly parameters: Readonly<Record<string, string>>;
      readonly headers: Readonly<Record<string, string>>;
    }
  /** Fails before the call, with the error as KEDA writes it. */
  | { readonly ok: false; readonly message: string };

/** What the call was answered with. */
export interface TriggerAnswer {
  readonly httpStatus: number;
  /** Such as `Not Found`. */
  readonly statusText: string;
  /** The header of this lower-case name. */
  readonly header: (name: string) => string | null | undefined;
  readonly body: string;
}

/** The value of a trigger as it was measured, and whether it is active; or the error as KEDA writes it. */
export type Evaluation =
  | { readonly ok: true; readonly value: number; readonly active: boolean }
  | { readonly ok: false; readonly message: string };

/** The call that KEDA's own scaler makes at this moment, Unix seconds. */
export function planTriggerRequest(spec: TriggerSpec, nowSeconds: number): TriggerRequest {
  return spec.mode === 'query' ? planQueryRequest(spec, nowSeconds) : planDatadogMetricRequest(spec);
}

/** What KEDA's own scaler makes of the answer. Never throws, whatever the answer is. */
export function evaluate(spec: TriggerSpec, answer: TriggerAnswer): Evaluation {
  return spec.mode === 'query' ? evaluateQuery(spec, answer) : evaluateDatadogMetric(spec, answer);
}
