/** What running one case gave. `skipped` is for cases that nothing here can run yet; they count neither as passed nor as failed. */
export type CaseResult =
  | { readonly ok: true }
  | { readonly ok: false; readonly diff: string }
  | { readonly ok: 'skipped'; readonly why: string };

/** One example: an input and what must come out. */
export interface Case {
  /** Unique within its suite; `--case` and known.json name it. */
  readonly key: string;
  /** The part of the suite it belongs to. */
  readonly group?: string;
  /** Runs the example. What it throws is a failure. */
  run(): CaseResult | Promise<CaseResult>;
}

/** All examples of one file or folder of the conformance data. */
export interface Suite {
  /** The name of the file without `.json`, or of the folder. */
  readonly name: string;
  /** Reads the cases from the conformance data; `folder` holds the file or folder of this suite. */
  load(folder: string): AsyncIterable<Case> | Iterable<Case>;
  /** Stops what the cases have started. */
  close?(): Promise<void>;
}

/** A case that fails for a reason that is understood and accepted. */
export interface KnownFailure {
  readonly suite: string;
  readonly case: string;
  readonly reason: string;
}
