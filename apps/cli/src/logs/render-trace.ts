import {
  type Attributes,
  type AttributeValue,
  isAttributes,
  type LogChange,
  logOutcomes,
  type LogTrace,
  printJson,
  type TraceStep,
} from '@dogwatch/logs';
import { shown } from '../render-excerpt.js';
import type { Terminal } from '../terminal.js';
import { nameOf, printTime } from './render-difference.js';

type Style = Terminal['style'];

/** What each step did, one under the other: its outcome, why, and what changed (`+` new, `~` other, `-` gone). */
export function renderTrace({ steps }: LogTrace, style: Style): string {
  return steps
    .flatMap((step) => renderStep(step, style))
    .map((line) => `${line}\n`)
    .join('');
}

function renderStep(step: TraceStep, style: Style): readonly string[] {
  const { name, type, outcome, notes, changes, steps } = step;
  const isApplied = outcome === 'Applied';
  const verdict = isApplied ? style('green', 'applied') : style(outcome === 'Disabled' ? 'dim' : 'yellow', 'skipped');
  const title = name === type || name === '' ? type : `${type} ${JSON.stringify(name)}`;
  const why = isApplied ? '' : ` ${style('dim', `${outcome}: ${logOutcomes[outcome]}`)}`;
  const inner = [
    ...notes.map((note) => shown(note)),
    // what nested steps changed is told with them
    ...(steps.length > 0 ? [] : changes.flatMap((change) => renderChange(change, style))),
    ...steps.flatMap((nested) => renderStep(nested, style)),
  ];
  return [`${verdict} ${shown(title)}${why}`, ...inner.map((line) => `  ${line}`)];
}

/** An object that is new or gone is told member by member. */
function renderChange({ what, before, after }: LogChange, style: Style): readonly string[] {
  if (before === undefined && isAttributes(after))
    return renderMembers(what, after, (value) => ({ before: undefined, after: value }), style);
  if (after === undefined && isAttributes(before))
    return renderMembers(what, before, (value) => ({ before: value, after: undefined }), style);
  const name = shown(nameOf(what));
  if (before === undefined) return [`${style('green', '+')} ${name}: ${printValue(what, after)}`];
  if (after === undefined) return [`${style('red', '-')} ${name}: ${printValue(what, before)}`];
  return [`${style('yellow', '~')} ${name}: ${printValue(what, before)} -> ${printValue(what, after)}`];
}

function renderMembers(
  what: string,
  attributes: Attributes,
  toChange: (value: AttributeValue) => Omit<LogChange, 'what'>,
  style: Style,
): readonly string[] {
  const members = Object.entries(attributes);
  if (members.length === 0) return [`${style('dim', '=')} ${shown(what)}: {}`];
  return members.flatMap(([key, value]) => renderChange({ what: `${what}.${key}`, ...toChange(value) }, style));
}

const longest = 120;

function printValue(what: string, value: AttributeValue | undefined): string {
  if (what === 'timestampMillis' && typeof value === 'number') return `${value} (${printTime(value)})`;
  const text = shown(value === undefined ? 'nothing' : printJson(value));
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
