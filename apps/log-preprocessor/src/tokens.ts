/** What the parts of the application are injected by. */
export const tokens = { runtime: Symbol('LogRuntime') } as const;
