import { type Difference, toTexts } from '@dogwatch/monitors';
import { shown } from '../render-excerpt.js';
import type { Terminal } from '../terminal.js';
import type { ResourcePlan } from './plan-resource.js';

type Style = Terminal['style'];

/** One resource: what would be done and why, then a line for each difference. */
export function renderPlan(plan: ResourcePlan, style: Style): string {
  const { title, differences, twin, noun } = plan;
  const lines = [
    `${shown(title)}: ${renderAction(plan, style)}`,
    ...differences.flatMap((difference) => renderDifference(difference, style)),
    ...(twin === undefined ? [] : [renderTwin(noun, twin, style)]),
  ];
  return `${lines.join('\n')}\n`;
}

function renderAction({ action, noun, id, why }: ResourcePlan, style: Style): string {
  const object = `${noun} ${id ?? ''}`.trim();
  const because = shown(why);
  if (action === 'none') return `${object} is as it should be ${style('dim', `(${because})`)}`;
  if (action === 'refused') return `${style('red', 'refused')}: ${because}`;
  const word = style(action === 'create' ? 'green' : 'yellow', action);
  return `${word} ${object} ${style('dim', `(${because})`)}`;
}

function renderTwin(noun: string, id: string, style: Style): string {
  const advice = `has the same title; to take it over, add the annotation monitor.datadoghq.com/adopt-id: "${id}"`;
  return `  ${style('yellow', '!')} ${noun} ${id} ${advice}`;
}

function renderDifference({ path, desired, observed }: Difference, style: Style): readonly string[] {
  if (isTexts(desired) && isTexts(observed)) return renderSet(path, desired, observed, style);
  if (isUnset(observed)) return [`  ${style('green', '+')} ${path}: ${show(desired)}`];
  if (isUnset(desired)) return [`  ${style('red', '-')} ${path}: ${show(observed)}`];
  return [`  ${style('yellow', '~')} ${path}: ${show(observed)} -> ${show(desired)}`];
}

function renderSet(path: string, desired: readonly string[], observed: readonly string[], style: Style): string[] {
  const gone = observed.filter((text) => !desired.includes(text));
  const added = desired.filter((text) => !observed.includes(text));
  return [
    ...gone.map((text) => `  ${style('red', '-')} ${path}: ${show(text)}`),
    ...added.map((text) => `  ${style('green', '+')} ${path}: ${show(text)}`),
  ];
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && toTexts(value).length === value.length;
}

function isUnset(value: unknown): boolean {
  return value === undefined || value === null;
}

const longestShown = 200;

function show(value: unknown): string {
  const text = shown(JSON.stringify(value) ?? 'nothing');
  return text.length > longestShown ? `${text.slice(0, longestShown)}…` : text;
}

/** How many resources would be handled how. */
export function renderPlanTotals(plans: readonly ResourcePlan[], style: Style): string {
  const count = (action: ResourcePlan['action']): number => plans.filter((plan) => plan.action === action).length;
  const parts = [
    `${count('create')} to create`,
    `${count('adopt')} to adopt`,
    `${count('update')} to update`,
    `${count('none')} as they should be`,
    `${count('refused')} refused`,
  ];
  const isClean = plans.every(({ action }) => action === 'none');
  return `${style(isClean ? 'green' : 'yellow', `Plan: ${parts.join(', ')}`)}\n`;
}
