import { expect, test } from 'vitest';
import { isObject } from './api-body.js';
import { parseJsonField } from './parse-json-field.js';

test.each(['{"password":"s3cret"} x', '{"password":s3cret}', '"s3cret', '{"a":"s3cret"', '["s3cret",]'])(
  'what is wrong with %s is told without its content',
  (text) => {
    const parsed = parseJsonField('spec.jsonSpec', text, 'a JSON object', isObject);
    expect(parsed).toMatchObject({ ok: false, problems: [{ reason: 'BadJson', path: 'spec.jsonSpec' }] });
    expect(JSON.stringify(parsed)).not.toContain('cret');
  },
);
