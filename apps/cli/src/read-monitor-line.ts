import { type MonitorContext, type MonitorType, isMonitorType, monitorTypes } from '@dogwatch/query';

/** A monitor as a line gives it: a bare query, or a JSON object with `query`, `type` and, if there, `options`. */
export type MonitorLine =
  | {
      readonly ok: true;
      readonly query: string;
      readonly type: MonitorType | undefined;
      readonly context: MonitorContext;
    }
  | { readonly ok: false; readonly reason: 'InvalidMonitor'; readonly message: string };

type Json = Readonly<Record<string, unknown>>;

/** Reads a line of `--monitor`. Of the options only thresholds, trigger window and variables matter to the query. */
export function readMonitorLine(text: string): MonitorLine {
  if (!text.trimStart().startsWith('{')) {
    return { ok: true, query: text, type: undefined, context: {} };
  }
  const monitor = parseObject(text);
  if (monitor === undefined) {
    return refused(
      'the line starts with "{" and is no JSON object; write {"type": "query alert", "query": "…"} or the bare query',
    );
  }
  const { query, type, options } = monitor;
  if (typeof query !== 'string') {
    return refused(`"query" must be a text; found ${describe(query)}`);
  }
  if (type !== undefined && !(typeof type === 'string' && isMonitorType(type))) {
    return refused(`"type" must be one of ${Object.keys(monitorTypes).join(', ')}; found ${describe(type)}`);
  }
  return { ok: true, query, type, context: isObject(options) ? contextOf(options) : {} };
}

function contextOf(options: Json): MonitorContext {
  const { thresholds, threshold_windows: windows, variables } = options;
  const triggerWindow = isObject(windows) ? windows['trigger_window'] : undefined;
  return {
    ...(isObject(thresholds) && { thresholds: numbersOf(thresholds) }),
    ...(typeof triggerWindow === 'string' && { triggerWindow }),
    ...(Array.isArray(variables) && { variableNames: namesOf(variables) }),
  };
}

function numbersOf(thresholds: Json): Record<string, number> {
  const numbers = Object.entries(thresholds).filter((entry): entry is [string, number] => typeof entry[1] === 'number');
  return Object.fromEntries(numbers);
}

function namesOf(variables: readonly unknown[]): string[] {
  return variables.flatMap((variable) => {
    const name = isObject(variable) ? variable['name'] : undefined;
    return typeof name === 'string' ? [name] : [];
  });
}

function parseObject(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function describe(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 100);
}

function refused(message: string): MonitorLine {
  return { ok: false, reason: 'InvalidMonitor', message };
}
