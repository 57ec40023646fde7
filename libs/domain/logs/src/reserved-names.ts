import type { CompileContext } from './processor.js';

/** Attributes that have a remapper of their own or, like the host, only preprocessing. */
const reservedNames: ReadonlySet<string> = new Set([
  'date',
  'host',
  'message',
  'service',
  'span_id',
  'status',
  'trace_id',
]);

/** Warns of an attribute path that looks like a reserved attribute: an ordinary processor never reaches that one. */
export function reportReservedName(name: string, field: string, { report }: CompileContext): void {
  if (!reservedNames.has(name)) return;
  const message = `${name} names an ordinary attribute here, never the reserved one, which has a processor or preprocessing of its own`;
  report({ severity: 'warning', reason: 'ReservedName', field, message });
}
