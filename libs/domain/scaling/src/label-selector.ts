/** One condition of a selector. `values` are distinct and sorted; there are none with `Exists` and `DoesNotExist`. */
export interface Requirement {
  readonly key: string;
  /** `==` means `=` and is only written differently. */
  readonly operator: '!=' | '<' | '=' | '==' | '>' | 'DoesNotExist' | 'Exists' | 'In' | 'NotIn';
  readonly values: readonly string[];
}

/** All requirements must hold; sorted by key. */
export type LabelSelector = readonly Requirement[];

/** `selector` as Kubernetes objects hold it (metav1.LabelSelector). */
export interface ObjectSelector {
  readonly matchLabels?: Readonly<Record<string, string>> | null | undefined;
  readonly matchExpressions?:
    | readonly { readonly key: string; readonly operator: string; readonly values?: readonly string[] | null }[]
    | null
    | undefined;
}

/** The requirements of a selector as an object holds it; expressions with an unknown operator are left out. */
export function fromObjectSelector(selector: ObjectSelector | null | undefined): LabelSelector {
  const labels = Object.entries(selector?.matchLabels ?? {}).map(([key, value]) => toRequirement(key, '=', [value]));
  const expressions = (selector?.matchExpressions ?? []).flatMap(({ key, operator, values }) =>
    isObjectOperator(operator) ? [toRequirement(key, operator, values ?? [])] : [],
  );
  return sortRequirements([...labels, ...expressions]);
}

/** Makes a requirement: values distinct and sorted. */
export function toRequirement(key: string, operator: Requirement['operator'], values: readonly string[]): Requirement {
  return { key, operator, values: [...new Set(values)].sort() };
}

/** Sorts by key; requirements of the same key keep their order. */
export function sortRequirements(requirements: readonly Requirement[]): LabelSelector {
  return [...requirements].sort((a, b) => compare(a.key, b.key));
}

/** The canonical text of a selector, the one an API client sends: `a in (x,y),b=1,!c`. */
export function printLabelSelector(selector: LabelSelector): string {
  return selector.map(printRequirement).join(',');
}

/** Whether labels fulfil a selector; the empty selector matches everything. */
export function matchesLabels(selector: LabelSelector, labels: Readonly<Record<string, string>>): boolean {
  return selector.every((requirement) =>
    matches(requirement, Object.hasOwn(labels, requirement.key) ? labels[requirement.key] : undefined),
  );
}

const positive: ReadonlySet<Requirement['operator']> = new Set(['=', '==', 'In']);
const negative: ReadonlySet<Requirement['operator']> = new Set(['!=', 'DoesNotExist', 'NotIn']);

function matches({ operator, values }: Requirement, value: string | undefined): boolean {
  if (value === undefined) return negative.has(operator);
  if (positive.has(operator)) return values.includes(value);
  if (operator === '!=' || operator === 'NotIn') return !values.includes(value);
  if (operator === '>' || operator === '<')
    return isInteger(value) && matchesOrder(operator, BigInt(value), BigInt(values[0] ?? '0'));
  return operator === 'Exists';
}

function matchesOrder(operator: '<' | '>', value: bigint, limit: bigint): boolean {
  return operator === '>' ? value > limit : value < limit;
}

function printRequirement({ key, operator, values }: Requirement): string {
  if (operator === 'Exists') return key;
  if (operator === 'DoesNotExist') return `!${key}`;
  if (operator === 'In' || operator === 'NotIn') return `${key} ${operator.toLowerCase()} (${values.join(',')})`;
  return `${key}${operator}${values.join(',')}`;
}

function isObjectOperator(text: string): text is 'DoesNotExist' | 'Exists' | 'In' | 'NotIn' {
  return text === 'In' || text === 'NotIn' || text === 'Exists' || text === 'DoesNotExist';
}

/** Whether a text is a decimal integer, as the operators `>` and `<` need it. */
export function isInteger(text: string): boolean {
  return /^[+-]?\d{1,20}$/.test(text);
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
