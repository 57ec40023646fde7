import type { Report } from '../check/finding.js';
import type { Span } from '../ast.js';
import type { Window, WindowUnit } from './ast.js';

/** The most of each unit that the documentation of the monitors API allows. */
export type WindowLimits = Readonly<Partial<Record<WindowUnit, number>>>;

/** How long a window is, a month taken as 30 days. */
export function secondsOf({ amount, unit }: Pick<Window, 'amount' | 'unit'>): number {
  const seconds = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800, mo: 2_592_000 };
  return amount * seconds[unit];
}

/** Warns of a window above the documented limits; monitors that Datadog ships exceed them, so this is no error. */
export function warnOfWindow(
  window: Pick<Window, 'amount' | 'unit'> & { readonly span: Span; readonly text: string },
  limits: WindowLimits,
  report: Report,
): void {
  const limit = limits[window.unit];
  if (limit !== undefined && window.amount >= 1 && window.amount <= limit) {
    return;
  }
  const allowed = Object.entries(limits).map(([unit, most]) => `1${unit} to ${most}${unit}`);
  report.warn(
    'WindowUnusual',
    window.span,
    `the window ${window.text} is outside the documented limits: ${allowed.join(', ')}`,
  );
}
