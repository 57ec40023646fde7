import { datadogMonitorCrd } from '@dogwatch/crds';
import { compareJson } from '../../compare.ts';
import { object, type SectionRunner, text } from './vector.ts';

const minuteMillis = 60_000;

/** What kubectl prints for a column of type date: the age, in its two largest units below ten minutes. */
function printAge(then: string, now: string): string {
  const seconds = Math.floor((Date.parse(now) - Date.parse(then)) / 1000);
  const minutes = Math.floor((seconds * 1000) / minuteMillis);
  return seconds < 120 ? `${seconds}s` : `${minutes}m${seconds % 60}s`;
}

function readPath(value: unknown, jsonPath: string): unknown {
  return jsonPath
    .slice(1)
    .split('.')
    .reduce<unknown>((at, key) => object(at)[key], value);
}

export const run: SectionRunner = ({ columns, now, object: resource, header, row }) => {
  const cells = datadogMonitorCrd.columns.map(({ type, jsonPath }) => {
    const value = readPath(resource, jsonPath);
    if (type === 'date') return printAge(text(value), text(now));
    return typeof value === 'number' ? String(value) : text(value);
  });
  const name = text(object(object(resource)['metadata'])['name']);
  const titles = ['NAME', ...datadogMonitorCrd.columns.map((column) => column.name.toUpperCase())];
  const printed = { row: [name, ...cells], header: columns === 'seed' ? titles : header };
  return compareJson({ row, header }, printed);
};
