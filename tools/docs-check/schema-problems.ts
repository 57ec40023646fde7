import type { ValidateFunction } from 'ajv';

/** What a schema has against a value: a place and a sentence each. */
export function schemaProblems(validate: ValidateFunction, value: unknown): readonly string[] {
  if (validate(value)) return [];
  return (validate.errors ?? []).map(({ instancePath, message = 'is wrong', params }) => {
    const name: unknown = params['additionalProperty'];
    const path = `${instancePath}${typeof name === 'string' ? `/${name}` : ''}`.slice(1).replaceAll('/', '.');
    return `${path}: ${message}`;
  });
}
