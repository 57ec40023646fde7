/** One measured figure. */
export interface Row {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What the figure should be at least or at most; shown, never enforced: machines differ. */
  readonly target?: { readonly atLeast?: number; readonly atMost?: number };
  readonly note?: string;
}

/** A benchmark of one hot path. Speeds on shared machines are rough; the ratios between rows of one run are steadier. */
export interface Bench {
  readonly name: string;
  run(): Promise<readonly Row[]>;
}
