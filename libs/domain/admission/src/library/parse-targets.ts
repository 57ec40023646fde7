import { fromObjectSelector, type LabelSelector } from '@dogwatch/scaling';
import { isJsonList, isJsonObject, type JsonObject, type JsonValue, memberOf, parseJson, textAt } from '../json.js';
import type { OptionType, ParsedText } from '../options/option-type.js';
import { parseTracerConfigs } from './parse-tracer-configs.js';
import type { NamespaceSelector, Target } from './target.js';

type Parsed<T> = ParsedText<T>;

/** The value of `DD_APM_INSTRUMENTATION_TARGETS`: a JSON list of targets. */
export const targetList: OptionType<readonly Target[]> = { name: 'json', parse: parseTargets };

function parseTargets(text: string): Parsed<readonly Target[]> {
  const json = parseJson(text);
  if (!json.ok || !isJsonList(json.value)) return expected('a JSON list of targets');
  return collect(json.value.map((item, index) => parseTarget(item, `[${index}]`)));
}

function parseTarget(value: JsonValue, at: string): Parsed<Target> {
  if (!isJsonObject(value)) return expected(`an object at ${at}`);
  const podSelector = parseSelector(memberOf(value, 'podSelector'), `${at}.podSelector`);
  const namespaceSelector = parseNamespaceSelector(memberOf(value, 'namespaceSelector'), `${at}.namespaceSelector`);
  const versions = parseVersions(memberOf(value, 'ddTraceVersions'), `${at}.ddTraceVersions`);
  const configs = parseTracerConfigs(memberOf(value, 'ddTraceConfigs') ?? [], `${at}.ddTraceConfigs`);
  if (!podSelector.ok) return podSelector;
  if (!namespaceSelector.ok) return namespaceSelector;
  if (!versions.ok) return versions;
  if (!configs.ok) return configs;
  return {
    ok: true,
    value: {
      name: textAt(value, 'name') ?? '',
      ...(podSelector.value && { podSelector: podSelector.value }),
      ...(namespaceSelector.value && { namespaceSelector: namespaceSelector.value }),
      versions: versions.value,
      tracerConfigs: configs.value,
      json: printTarget(value),
    },
  };
}

const printedKeys = ['name', 'podSelector', 'namespaceSelector', 'ddTraceVersions', 'ddTraceConfigs'] as const;

/** A target as compact JSON: known members only, in the order of the documentation. */
export function printTarget(target: JsonObject): string {
  return JSON.stringify(Object.fromEntries(printedKeys.map((key) => [key, memberOf(target, key)])));
}

function parseNamespaceSelector(value: JsonValue | undefined, at: string): Parsed<NamespaceSelector | undefined> {
  if (value === undefined || value === null) return { ok: true, value: undefined };
  if (!isJsonObject(value)) return expected(`an object at ${at}`);
  const names = memberOf(value, 'matchNames') ?? null;
  if (names === null) return parseNamespaceLabels(value, at);
  const hasLabels = (memberOf(value, 'matchLabels') ?? memberOf(value, 'matchExpressions') ?? null) !== null;
  return hasLabels
    ? expected(`${at} with either matchNames or matchLabels and matchExpressions, not both`)
    : parseNames(names, `${at}.matchNames`);
}

function parseNamespaceLabels(value: JsonObject, at: string): Parsed<NamespaceSelector | undefined> {
  const labels = parseSelector(value, at);
  return labels.ok ? { ok: true, value: labels.value && { labels: labels.value } } : labels;
}

function parseNames(value: JsonValue, at: string): Parsed<NamespaceSelector> {
  const names = textsOf(value);
  return names === undefined ? expected(`a list of texts at ${at}`) : { ok: true, value: { names } };
}

function parseSelector(value: JsonValue | undefined, at: string): Parsed<LabelSelector | undefined> {
  if (value === undefined || value === null) return { ok: true, value: undefined };
  if (!isJsonObject(value)) return expected(`a label selector at ${at}`);
  const matchLabels = parseVersions(memberOf(value, 'matchLabels'), `${at}.matchLabels`);
  const expressions = parseExpressions(memberOf(value, 'matchExpressions'), `${at}.matchExpressions`);
  if (!matchLabels.ok) return matchLabels;
  if (!expressions.ok) return expressions;
  const selector = { matchLabels: Object.fromEntries(matchLabels.value), matchExpressions: expressions.value };
  return { ok: true, value: fromObjectSelector(selector) };
}

interface Expression {
  readonly key: string;
  readonly operator: string;
  readonly values: readonly string[];
}

const operators = ['In', 'NotIn', 'Exists', 'DoesNotExist'];

function parseExpressions(value: JsonValue | undefined, at: string): Parsed<readonly Expression[]> {
  if (value === undefined || value === null) return { ok: true, value: [] };
  if (!isJsonList(value)) return expected(`a list at ${at}`);
  return collect(value.map((item, index) => parseExpression(item, `${at}[${index}]`)));
}

function parseExpression(item: JsonValue, at: string): Parsed<Expression> {
  const object = isJsonObject(item) ? item : undefined;
  const key = textAt(object, 'key');
  const operator = textAt(object, 'operator');
  const values = textsOf(memberOf(object, 'values') ?? []);
  if (key === undefined || operator === undefined || !operators.includes(operator) || values === undefined)
    return expected(`{"key", "operator": one of ${operators.join(', ')}, "values"} at ${at}`);
  if (values.length === 0 && (operator === 'In' || operator === 'NotIn'))
    return expected(`values for the operator ${operator} at ${at}`);
  return { ok: true, value: { key, operator, values } };
}

function parseVersions(value: JsonValue | undefined, at: string): Parsed<ReadonlyMap<string, string>> {
  if (value === undefined || value === null) return { ok: true, value: new Map() };
  const entries = isJsonObject(value) ? Object.entries(value) : undefined;
  const texts = entries?.flatMap(([key, item]): [string, string][] => (typeof item === 'string' ? [[key, item]] : []));
  return texts !== undefined && texts.length === entries?.length
    ? { ok: true, value: new Map(texts) }
    : expected(`an object of texts at ${at}`);
}

function textsOf(value: JsonValue): readonly string[] | undefined {
  if (!isJsonList(value)) return undefined;
  const texts = value.flatMap((item) => (typeof item === 'string' ? [item] : []));
  return texts.length === value.length ? texts : undefined;
}

function expected(what: string): { readonly ok: false; readonly expected: string } {
  return { ok: false, expected: what };
}

function collect<T>(items: readonly Parsed<T>[]): Parsed<readonly T[]> {
  const bad = items.find((item) => !item.ok);
  if (bad !== undefined && !bad.ok) return bad;
  return { ok: true, value: items.flatMap((item) => (item.ok ? [item.value] : [])) };
}
