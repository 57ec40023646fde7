import { checkBalance } from '@dogwatch/query';
import { compareJson } from '../../compare.ts';
import { expectation, type GroupRunner } from './vector.ts';

const codes = {
  EmptyQuery: 'empty',
  TopLevelComma: 'top_level_comma',
  UnbalancedDelimiter: 'unbalanced_delimiter',
  UnclosedDelimiter: 'unclosed_delimiter',
  UnterminatedString: 'unterminated_string',
} as const;

export const run: GroupRunner = (vector) => {
  const checked = checkBalance(String(vector.input['query']));
  return compareJson(expectation(vector), checked.ok ? { valid: true } : { valid: false, code: codes[checked.reason] });
};
