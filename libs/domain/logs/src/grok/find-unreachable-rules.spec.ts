import { expect, it } from 'vitest';
import { findUnreachableRules } from './find-unreachable-rules.js';

function find(...patterns: readonly string[]): readonly string[] {
  const rules = patterns.map((pattern, index) => ({ name: `r${index}`, pattern }));
  return findUnreachableRules(rules).map(({ name, takenBy }) => `${name} by ${takenBy}`);
}

it('finds rules that differ from an earlier one in what they extract alone', () => {
  expect(find('%{word:a} x', '%{integer:a} x', '%{ word :b:uppercase} x', '%{word} x')).toEqual([
    'r2 by r0',
    'r3 by r0',
  ]);
  expect(find('%{date("HH:mm"):a}', '%{date("mm:ss"):a}', '%{date("HH:mm"):b}')).toEqual(['r2 by r0']);
});

it('finds rules after one that matches every text', () => {
  expect(find('%{word:a}', '%{data::keyvalue("=")}', '%{integer:b}')).toEqual(['r2 by r1']);
  expect(find('(?s)%{greedyData:m}', 'x')).toEqual(['r1 by r0']);
  expect(find('x%{data}', '%{data("[^x]*")}', '%{integer:b}')).toEqual([]);
});
