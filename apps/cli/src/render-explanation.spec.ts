import type { ExplainStep } from '@dogwatch/messages';
import { expect, test } from 'vitest';
import { renderExplanation } from './render-explanation.js';

const style = (_: string, text: string): string => text;

test('what is told stands in one column, however long its subject is', () => {
  const steps: ExplainStep[] = [
    { subject: 'switch', state: 'ok', text: 'It is on.' },
    { subject: 'select-libraries', state: 'failed', text: 'It is off.', advice: 'Switch it on.' },
  ];
  expect(renderExplanation({ app: 'a', instance: 'a-0', known: true, steps }, { style })).toBe(`a a-0
  ✓ switch           It is on.
  ✗ select-libraries It is off.
                     → Switch it on.
`);
});
