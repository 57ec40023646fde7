import {
  checkMonitorQuery,
  isMonitorType,
  type MonitorContext,
  type MonitorType,
  parseMonitorQuery,
} from '@dogwatch/query';
import { isJsonObject, toJsonObject, toTexts, type JsonObject } from '../json-object.js';

/** Why Datadog refuses the body of a monitor, in its words where they are known; undefined when it does not. */
export function checkMonitorBody(body: JsonObject): string | undefined {
  const { type, query } = body;
  if (typeof type !== 'string' || !isMonitorType(type)) {
    return invalid('type', `${JSON.stringify(type)} is not a type of monitor`);
  }
  if (typeof query !== 'string') {
    return invalid('query', 'a text is required');
  }
  return checkQuery(type, query, toJsonObject(body['options'])) ?? checkMembers(body);
}

function invalid(parameter: string, why: string): string {
  return `The value provided for parameter '${parameter}' is invalid: ${why}`;
}

function checkQuery(type: MonitorType, text: string, options: JsonObject): string | undefined {
  if (type === 'synthetics alert') {
    return invalid('type', 'monitors of this type are made with their tests');
  }
  const parsed = parseMonitorQuery(text, type);
  if (!parsed.ok) {
    const { reason, message } = parsed.error;
    return invalid('query', reason === 'InvalidOperator' ? 'invalid operator specified: ' : message);
  }
  const [error] = checkMonitorQuery(type, parsed, toContext(options)).errors;
  return error && invalid('query', error.message);
}

function toContext(options: JsonObject): MonitorContext {
  const { thresholds, threshold_windows: windows, variables } = options;
  const { trigger_window: triggerWindow } = toJsonObject(windows);
  return {
    ...(isJsonObject(thresholds) && { thresholds: toNumbers(thresholds) }),
    ...(typeof triggerWindow === 'string' && { triggerWindow }),
    ...(Array.isArray(variables) && {
      variableNames: toTexts(variables.map((variable) => toJsonObject(variable)['name'])),
    }),
  };
}

function toNumbers(thresholds: JsonObject): Record<string, number | undefined> {
  return Object.fromEntries(
    Object.entries(thresholds).map(([name, value]) => [name, typeof value === 'number' ? value : undefined]),
  );
}

/** Member -> whether Datadog takes a value that is there, and what it wants. */
const members: Readonly<Record<string, readonly [isRight: (value: unknown) => boolean, wanted: string]>> = {
  message: [(value) => typeof value === 'string', 'a text is wanted'],
  name: [(value) => typeof value === 'string', 'a text is wanted'],
  options: [isJsonObject, 'an object is wanted'],
  priority: [(value) => typeof value === 'number' && [1, 2, 3, 4, 5].includes(value), 'a number from 1 to 5 is wanted'],
  restricted_roles: [isTexts, 'a list of texts is wanted'],
  tags: [isTexts, 'a list of texts is wanted'],
};

function checkMembers(body: JsonObject): string | undefined {
  for (const [name, [isRight, wanted]] of Object.entries(members)) {
    const value = body[name];
    if (value !== undefined && value !== null && !isRight(value)) {
      return invalid(name, wanted);
    }
  }
  const thresholds = Object.entries(toJsonObject(toJsonObject(body['options'])['thresholds']));
  const wrong = thresholds.find(([, value]) => value !== null && typeof value !== 'number');
  return wrong && invalid(`options.thresholds.${wrong[0]}`, 'a number is wanted');
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && toTexts(value).length === value.length;
}
