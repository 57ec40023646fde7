import { readFileSync } from 'node:fs';
import * as messages from '@dogwatch/messages';
import { expect, test } from 'vitest';

// The table of spans in docs/guides/tracing.md against the subjects; the traces that the guide shows are compared by stories.

const guide = readFileSync('docs/guides/tracing.md', 'utf8');

test('the guide names the spans of every subject of NATS, and of no other', () => {
  const templates = Object.values(messages).flatMap((value) =>
    typeof value === 'object' && 'template' in value && typeof value.template === 'string' ? [value.template] : [],
  );
  const named = [...guide.matchAll(/`(?:process|publish|request) (v1\.[^`]+)`/g)].map(([, template = '']) => template);
  expect(templates.length).toBeGreaterThan(5);
  expect(new Set(named)).toEqual(new Set(templates));
});
