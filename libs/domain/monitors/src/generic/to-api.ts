import type { DatadogGenericResourceSpec } from '@dogwatch/crds';
import { type ApiBody, isObject } from '../api-body.js';
import type { Rendered } from '../field-problem.js';
import { parseJsonField } from '../parse-json-field.js';

/** The body of a generic resource: its JSON as it is. */
export function toGenericBody({ jsonSpec }: DatadogGenericResourceSpec): Rendered<ApiBody> {
  return parseJsonField('spec.jsonSpec', jsonSpec, 'a JSON object', isObject);
}
