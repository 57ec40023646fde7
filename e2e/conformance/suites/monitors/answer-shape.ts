/** Members that Datadog has added to its answers over the years, or adds now and then: older recordings lack them. */
const laterMembers: ReadonlySet<string> = new Set([
  'assets',
  'avalanche_window',
  'draft_status',
  'groupby_simple_monitor',
  'restricted',
  'restriction_policy',
  'run_as',
]);

/** Members that come and go from answer to answer. */
const fickleMembers: ReadonlySet<string> = new Set(['avalanche_window']);

type Json = Readonly<Record<string, unknown>>;

/** Where an answer has other keys or types than a recorded one. The items of a list are like one of those recorded; how many there are is free. */
export function diffShape(expected: unknown, actual: unknown, path = ''): readonly string[] {
  const kinds = [kindOf(expected), kindOf(actual)];
  if (kinds[0] !== kinds[1]) return [`${path === '' ? '(value)' : path}: expected ${kinds[0]}, got ${kinds[1]}`];
  if (Array.isArray(expected) && Array.isArray(actual)) return diffItems(expected, actual, path);
  return isObject(expected) && isObject(actual) ? diffMembers(expected, actual, path) : [];
}

function diffItems(expected: readonly unknown[], actual: readonly unknown[], path: string): readonly string[] {
  if (expected.length > 0 && actual.length === 0) return [`${path}: expected items, got none`];
  if (expected.length === 0) return actual.length === 0 ? [] : [`${path}: expected no items, got ${actual.length}`];
  return actual.flatMap((item, index) => {
    const isLike = (one: unknown): boolean => diffShape(one, item).length === 0;
    return expected.some(isLike) ? [] : diffShape(expected[index] ?? expected[0], item, `${path}[${index}]`);
  });
}

function diffMembers(expected: Json, actual: Json, path: string): readonly string[] {
  const missing = Object.keys(expected).filter(
    (key) => expected[key] !== null && !(key in actual) && !fickleMembers.has(key),
  );
  const extra = Object.keys(actual).filter((key) => !(key in expected) && !laterMembers.has(key));
  const shared = Object.keys(expected).filter((key) => key in actual);
  return [
    ...missing.map((key) => `${path}.${key}: is missing`),
    ...extra.map((key) => `${path}.${key}: is not expected`),
    ...shared.flatMap((key) => diffShape(expected[key], actual[key], `${path}.${key}`)),
  ];
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  return Array.isArray(value) ? 'list' : typeof value;
}

function isObject(value: unknown): value is Json {
  return kindOf(value) === 'object';
}
