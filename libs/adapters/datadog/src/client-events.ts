import type { BudgetGauges } from '@dogwatch/scaling';
import type { AttemptEnd } from './attempt.js';

/** What a client reports while it works; for metrics. */
export interface ClientEvents {
  /** One HTTP attempt has ended. */
  attempt?(event: { readonly endpoint: string; readonly end: AttemptEnd; readonly seconds: number }): void;
  /** The budget after that attempt. */
  budget?(event: { readonly endpoint: string; readonly gauges: BudgetGauges }): void;
}
