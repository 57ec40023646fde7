import { z } from 'zod';
import type { Processor } from './processor.js';

/** One field of a processor, for documentation. */
export interface FieldDescription {
  /** `sources`, `schema.version`, `mappers[].target`. */
  readonly name: string;
  /** The `type` of the object that has the field, where that decides; else ''. */
  readonly of: string;
  /** `text`, `list of texts`, `"base16" or "base64"`, ... */
  readonly value: string;
  /** Absent: there is none. */
  readonly default?: unknown;
  readonly isRequired: boolean;
  /** What the schema says of it; '' when the name says enough. */
  readonly doc: string;
}

/** As much of JSON Schema as configurations are made of. */
const jsonSchema = z.looseObject({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  const: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  default: z.unknown().optional(),
  description: z.string().optional(),
  required: z.array(z.string()).optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  items: z.unknown().optional(),
  oneOf: z.array(z.unknown()).optional(),
});

type JsonSchema = z.infer<typeof jsonSchema>;

/** The fields of a processor beside `type`, `name` and `is_enabled`, those of nested objects below their object. */
export function describeFields({ config }: Processor): readonly FieldDescription[] {
  return describeProperties(jsonSchema.parse(z.toJSONSchema(config, { io: 'input' })), '', '');
}

function describeProperties(schema: JsonSchema, prefix: string, of: string): readonly FieldDescription[] {
  const required = new Set(schema.required);
  return Object.entries(schema.properties ?? {}).flatMap(([key, value]) => {
    const property = jsonSchema.parse(value);
    const name = prefix + key;
    const field: FieldDescription = {
      name,
      of,
      value: printType(property),
      isRequired: required.has(key),
      doc: property.description ?? '',
      ...(property.default === undefined ? {} : { default: property.default }),
    };
    return [field, ...describeInner(property, name, of)];
  });
}

function describeInner(schema: JsonSchema, name: string, of: string): readonly FieldDescription[] {
  if (schema.items !== undefined) return describeInner(jsonSchema.parse(schema.items), `${name}[]`, of);
  const variants = (schema.oneOf ?? []).map((variant) => jsonSchema.parse(variant));
  if (variants.length === 0) return describeProperties(schema, `${name}.`, of);
  return variants.flatMap((variant) => describeProperties(variant, `${name}.`, variantName(variant)));
}

function variantName({ properties = {} }: JsonSchema): string {
  const type = jsonSchema.safeParse(properties.type);
  return type.success && typeof type.data.const === 'string' ? type.data.const : '';
}

const typeNames: Readonly<Record<string, readonly [one: string, several: string]>> = {
  array: ['list', 'lists'],
  boolean: ['true or false', 'true or false'],
  integer: ['whole number', 'whole numbers'],
  number: ['number', 'numbers'],
  object: ['object', 'objects'],
  string: ['text', 'texts'],
};

function printType(schema: JsonSchema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' or ');
  if (schema.items !== undefined) return `list of ${nameType(jsonSchema.parse(schema.items), 1)}`;
  return nameType(schema, 0);
}

function nameType({ type, oneOf }: JsonSchema, form: 0 | 1): string {
  if (oneOf) return typeNames.object?.[form] ?? '';
  const types = typeof type === 'string' ? [type] : (type ?? []);
  return types.map((name) => typeNames[name]?.[form] ?? name).join(' or ') || 'any';
}
