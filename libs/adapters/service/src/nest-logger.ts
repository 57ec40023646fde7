import type { Logger } from '@dogwatch/telemetry';
import type { LoggerService } from '@nestjs/common';

// where Nest tells why it cannot start, before it throws that same error to the one who starts it and tells it again
const startFailure = 'ExceptionHandler';

/** Nest's own messages as lines of our logger. What Nest calls `log` is about its wiring and comes as `debug`. */
export function toNestLogger(log: Logger): LoggerService {
  const at =
    (level: 'debug' | 'warn' | 'error') =>
    (message: unknown, ...rest: readonly unknown[]): void => {
      const { text, fields } = describe(message, rest);
      if (fields['context'] !== startFailure) log[level](fields, text);
    };
  return {
    verbose: at('debug'),
    debug: at('debug'),
    log: at('debug'),
    warn: at('warn'),
    error: at('error'),
    fatal: at('error'),
  };
}

function describe(message: unknown, rest: readonly unknown[]): { text: string; fields: Record<string, unknown> } {
  const context = typeof rest.at(-1) === 'string' ? rest.at(-1) : undefined;
  const details = context === undefined ? rest : rest.slice(0, -1);
  const fields = {
    ...(context === undefined ? {} : { context }),
    ...(details.length === 0 ? {} : { details }),
  };
  if (message instanceof Error) return { text: message.message, fields: { ...fields, error: message } };
  return { text: typeof message === 'string' ? message : JSON.stringify(message), fields };
}
