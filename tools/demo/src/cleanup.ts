/** What has to be undone at the end. */
export interface Cleanup {
  /** `undo` resolves, or rejects with what is left. */
  add(name: string, undo: () => Promise<unknown>): void;
  /** Undoes everything, the newest first; returns what could not be undone. Twice is as good as once. */
  run(): Promise<readonly string[]>;
}

/** An empty list of things to undo. */
export function createCleanup(): Cleanup {
  const steps: { readonly name: string; readonly undo: () => Promise<unknown> }[] = [];
  return {
    add: (name, undo) => void steps.push({ name, undo }),
    async run() {
      const problems: string[] = [];
      for (let step = steps.pop(); step !== undefined; step = steps.pop()) {
        const { name, undo } = step;
        await undo().catch((error: unknown) => {
          problems.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
        });
      }
      return problems;
    },
  };
}
