/** What the rest of a monitor says about its query. Everything is optional; what is absent is not checked. */
export interface MonitorContext {
  /** `options.thresholds`, or an empty object for a monitor that has none. */
  readonly thresholds?: Readonly<Record<string, number | undefined>>;
  /** `options.threshold_windows.trigger_window`. */
  readonly triggerWindow?: string;
  /** The names of `options.variables`, which a formula refers to. */
  readonly variableNames?: readonly string[];
}
