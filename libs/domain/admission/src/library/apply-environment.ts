import type { JsonObject } from '../json.js';
import { addVariables, literal } from '../edit-pod.js';
import { textAt } from '../json.js';
import { type Container, variableOf, variablesOf } from '../pod.js';
import type { EnvironmentEdit } from './languages/language.js';

/** The container with a language's variables: absent ones are appended, present ones edited where they stand. */
export function applyEnvironment(container: Container, edits: readonly EnvironmentEdit[]): Container {
  return edits.reduce((current, edit) => {
    const present = variableOf(current, edit.name);
    return present === undefined
      ? addVariables(current, [literal(edit.name, edit.value)], 'back')
      : setVariable(current, present, join(edit, textAt(present, 'value') ?? ''));
  }, container);
}

/** The container with a new value for one of its variables. */
export function setVariable(container: Container, variable: JsonObject, value: string): Container {
  if (variable['value'] === value) return container;
  const env = variablesOf(container).map((item) => (item === variable ? { ...item, value } : item));
  return { ...container, env };
}

function join({ value, present, separator }: EnvironmentEdit, old: string): string {
  if (old === '' || present === 'replace') return value;
  return present === 'append' ? `${old}${separator}${value}` : `${value}${separator}${old}`;
}
