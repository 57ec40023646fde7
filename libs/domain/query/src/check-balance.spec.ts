import { expect, it } from 'vitest';
import { checkBalance } from './check-balance.js';

const reasonOf = (query: string) => {
  const result = checkBalance(query);
  return result.ok ? 'ok' : `${result.reason}@${result.offset}`;
};

it.each([
  ['avg:cpu{host:a,env:b}', 'ok'],
  ["top(avg:cpu{*} by {host}, 3, 'max', 'asc')", 'ok'],
  ['f([{}], "it\'s, (fine")', 'ok'],
  [String.raw`f('a\'b')`, 'ok'],
  ['cpu{app:{{ .Values.name }}}', 'ok'],
  ['', 'EmptyQuery@0'],
  [' \n', 'EmptyQuery@0'],
  ['a{*},b{*}', 'TopLevelComma@4'],
  ['a{(b', 'UnclosedDelimiter@2'],
  ['a{b)', 'UnbalancedDelimiter@3'],
  ['a)', 'UnbalancedDelimiter@1'],
  ["a{b:'c,d}", 'UnterminatedString@4'],
  [String.raw`a('b\')`, 'UnterminatedString@2'],
])('%s: %s', (query, expected) => {
  expect(reasonOf(query)).toBe(expected);
});

it('says where and what', () => {
  expect(checkBalance('a{b)')).toMatchObject({
    message: 'the bracket ")" at character 4 closes "{" of character 2; expected "}"',
  });
});
