import type { StoredSeries } from '../series/stored-series.js';
import type { TimeWindow } from './time-window.js';

/** What an expression is evaluated against. */
export interface EvaluationContext {
  /** The text that the spans of the expression refer to. */
  readonly source: string;
  readonly window: TimeWindow;
  readonly findSeries: (metric: string) => readonly StoredSeries[];
}
