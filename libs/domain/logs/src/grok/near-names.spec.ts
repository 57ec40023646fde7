import { expect, test } from 'vitest';
import { nearNames } from './near-names.js';

const known = ['word', 'number', 'numberStr', 'notSpace', 'ip', 'ipv4', 'ipv6', 'data'];

test.each([
  ['wrod', ['word']],
  ['NOTSPACE', ['notSpace']],
  ['numbr', ['number']],
  ['ipv', ['ip', 'ipv4', 'ipv6']],
  ['greeting', []],
])('%s is near %j', (name, expected) => {
  expect(nearNames(name, known)).toEqual(expected);
});
