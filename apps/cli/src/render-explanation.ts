import type { ExplainAnswer, ExplainStep } from '@dogwatch/messages';
import { shown } from './render-excerpt.js';
import type { Terminal } from './terminal.js';

const marks = { failed: '✗', info: '·', ok: '✓', warning: '!' } as const;
const colors = { failed: 'red', info: 'dim', ok: 'green', warning: 'yellow' } as const;
const minSubjectWidth = 11;

/** One replica's answer: who it is, then a line a step, the advice under what went wrong. */
export function renderExplanation({ app, instance, steps }: ExplainAnswer, { style }: Pick<Terminal, 'style'>): string {
  const width = Math.max(minSubjectWidth, ...steps.map(({ subject }) => shown(subject).length));
  const lines = steps.map((step) => renderStep(step, width, style));
  return [`${shown(app)} ${style('dim', shown(instance))}`, ...lines, ''].join('\n');
}

function renderStep(
  { advice, reason, state, subject, text }: ExplainStep,
  width: number,
  style: Terminal['style'],
): string {
  const mark = style(colors[state], marks[state]);
  const why = reason === undefined ? '' : `${style(colors[state], shown(reason))}: `;
  const line = `  ${mark} ${shown(subject).padEnd(width)} ${why}${shown(text)}`;
  if (advice === undefined) return line;
  return `${line}\n    ${' '.repeat(width)} ${style('dim', '→')} ${shown(advice)}`;
}
