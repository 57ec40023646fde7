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

/** Refuses an empty window and warns of one above the documented limits; monitors that Datadog ships exceed them. */
export function checkWindow(
  window: Pick<Window, 'amount' | 'unit'> & { readonly span: Span; readonly text: string },
  limits: WindowLimits | undefined,
  report: Report,
): void {
  if (window.amount < 1) {
    report.error('WindowEmpty', window.span, `the window ${window.text} is empty; write an amount of at least 1`);
    return;
  }
  const limit = limits?.[window.unit];
  if (limits && (limit === undefined || window.amount > limit)) {
    const allowed = Object.entries(limits).map(([unit, most]) => `1${unit} to ${most}${unit}`);
    const message = `the window ${window.text} is outside the documented limits: ${allowed.join(', ')}`;
    report.warn('WindowUnusual', window.span, message);
  }
}
