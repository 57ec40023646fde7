import { expect, it } from 'vitest';
import { findRequiredTexts } from './required-texts.js';

it.each([
  ['(Firefox)/(\\d+)', [['firefox/']]],
  ['a(?:bc|de)f', []],
  ['Foo (Bar|Bazaar|x{0,2}Quux)', [['foo '], ['bar', 'bazaar', 'quux']]],
  ['(?:Foo|)Bar+', []],
  ['(?:Foo|ab)', []],
  ['[Ff][Oo][Oo]-?bar', [['foo'], ['bar']]],
  ['(?:abc)*def(?:ghi)+', [['def'], ['ghi']]],
  ['^(?!abc)def$', [['def']]],
  ['abc[[]def', []],
  ['caf\u00E9 bar', [['caf'], [' bar']]],
])('%s needs %j', (source, expected) => {
  expect(findRequiredTexts(source, 3)).toEqual(expected);
});
