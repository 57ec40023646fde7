import { z } from 'zod';
import { type Attributes, type AttributeValue, isAttributes, setOwn } from '../log.js';
import { printConfigField, printConfigIssue } from '../print-config-issue.js';

/** What a log must look like after a pipeline. `null`: it must not be set. */
export interface ExpectedLog {
  readonly custom: Attributes;
  readonly message: string | null;
  readonly status: string | null;
  readonly service: string | null;
  /** Milliseconds since 1970. */
  readonly timestamp: number | null;
  readonly trace_id: string | null;
  readonly span_id: string | null;
  /** Without order. */
  readonly tags: readonly string[];
}

/** One sample and what must come out. */
export interface PipelineTest {
  /** Its number in the file, from 0; files that were cut down have gaps. */
  readonly n: number;
  /** A line, or the text of a JSON log. */
  readonly sample: string;
  /** What the sender says beside the sample. */
  readonly service: string | undefined;
  readonly tags: readonly string[];
  readonly expected: ExpectedLog;
}

/** The tests of a file, or why there are none. */
export type PipelineTests =
  | { readonly ok: true; readonly id: string | undefined; readonly tests: readonly PipelineTest[] }
  | { readonly ok: false; readonly reason: 'InvalidTestFile'; readonly message: string };

const maxDepth = 100;

const attributes = z
  .unknown()
  .optional()
  .transform((value, context): Attributes => {
    const converted = toAttributeValue(value ?? {}, maxDepth);
    if (isAttributes(converted)) return converted;
    context.addIssue({ code: 'custom', message: `must be an object of attributes, at most ${maxDepth} levels deep` });
    return {};
  });

const text = z.string().nullable().default(null);
const number = z
  .union([z.number(), z.bigint().transform(Number)])
  .nullable()
  .default(null);
const tags = z.array(z.string()).default([]);

const expected = z.object({
  custom: attributes,
  message: text,
  status: text,
  service: text,
  timestamp: number,
  trace_id: text,
  span_id: text,
  tags,
});

const test = z.object({
  n: z.number().optional(),
  sample: z.string(),
  service: z.string().optional(),
  tags,
  expected: expected.optional(),
  result: expected.optional(),
});
const file = z.object({ id: z.string().optional(), tests: z.array(test) });

/** The tag that Datadog's own tests expect everywhere and that no pipeline sets. */
const constantTag = 'source:LOGS_SOURCE';

/** What Datadog's own tests expect as the time of a log that has none. */
const noTimestamp = 1;

/**
 * Reads the tests of a pipeline, already parsed from the YAML form of integrations (`{ id, tests: [{ sample, result }] }`) or
 * from the JSON form (`{ tests: [{ n, sample, expected }] }`). A test that says nothing of what it expects wants a log without anything.
 */
export function readPipelineTests(parsed: unknown): PipelineTests {
  const read = file.safeParse(parsed, { reportInput: true });
  if (!read.success) {
    const problems = read.error.issues.map((issue) => `${printConfigField(issue.path)} ${printConfigIssue(issue)}`);
    return { ok: false, reason: 'InvalidTestFile', message: `the file holds no tests of a pipeline: ${problems[0]}` };
  }
  const tests = read.data.tests.map(({ n, sample, service, tags, result, expected }, index): PipelineTest => {
    const wanted = result ? withoutConstants(result) : (expected ?? nothing);
    return { n: n ?? index, sample, service, tags, expected: wanted };
  });
  return { ok: true, id: read.data.id, tests };
}

const nothing: ExpectedLog = expected.parse({});

function withoutConstants(result: ExpectedLog): ExpectedLog {
  return {
    ...result,
    timestamp: result.timestamp === noTimestamp ? null : result.timestamp,
    tags: result.tags.filter((tag) => tag !== constantTag),
  };
}

/** A value of a JSON or YAML parser as one of a log; `undefined` where it is too deep or no value of JSON. */
function toAttributeValue(value: unknown, levels: number): AttributeValue | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value;
  if (typeof value === 'bigint') return isSafe(value) ? Number(value) : value;
  if (typeof value !== 'object' || levels === 0) return undefined;
  return Array.isArray(value) ? toList(value, levels - 1) : toAttributes(value, levels - 1);
}

function toList(values: readonly unknown[], levels: number): AttributeValue[] | undefined {
  const items = values.map((item) => toAttributeValue(item, levels));
  return items.every((item) => item !== undefined) ? items : undefined;
}

function toAttributes(object: object, levels: number): Attributes | undefined {
  const result: Attributes = {};
  for (const [key, value] of Object.entries(object)) {
    const converted = toAttributeValue(value, levels);
    if (converted === undefined) return undefined;
    setOwn(result, key, converted);
  }
  return result;
}

function isSafe(value: bigint): boolean {
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER);
}
