/** The part of a condition that the demo reads. */
export interface ReadCondition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string | undefined;
  readonly message?: string | undefined;
  readonly lastUpdateTime?: string | null | undefined;
}

/** Finds the conditions of an object by their types. */
export function conditionsOf(
  object: { readonly status?: { readonly conditions?: readonly ReadCondition[] | undefined } | undefined } | undefined,
): (type: string) => ReadCondition | undefined {
  const conditions = object?.status?.conditions ?? [];
  return (wanted) => conditions.find(({ type }) => type === wanted);
}

/** Whether a condition is there and true. */
export function isTrue(condition: ReadCondition | undefined): boolean {
  return condition?.status === 'True';
}
