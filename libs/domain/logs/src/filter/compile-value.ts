import type { AttributeValue } from '../log.js';
import type { FilterBound, FilterValue } from './ast.js';
import { compilePattern, type TextTest } from './compile-pattern.js';
import { plainText } from './read-word.js';

/** A value of the tree, or several plain texts any of which will do: what `(a OR b OR c)` is compiled from. */
export type CompilableValue = FilterValue | { readonly kind: 'oneOf'; readonly texts: readonly string[] };

/** An attribute value that holds no others. */
export type Scalar = string | number | bigint | boolean | null;
type ScalarTest = (scalar: Scalar) => boolean;

/** Compiles a test of text: reserved attributes, tags and messages, whose ranges are those of the dictionary. */
export function compileTextTest(value: CompilableValue): TextTest {
  if (value.kind === 'exists') return () => true;
  if (value.kind === 'oneOf') {
    const texts = new Set(value.texts);
    return (text) => texts.has(text);
  }
  return value.kind === 'pattern' ? compilePattern(value.parts) : compileTextRange(value.from, value.to);
}

/** Compiles a test of attribute values. An array passes when one of its elements does; an object only exists. */
export function compileValueTest(value: CompilableValue): (value: AttributeValue) => boolean {
  return value.kind === 'exists' ? () => true : testElements(compileScalarTest(value));
}

/** Makes a test of scalars one of values: true for an array when it is for an element, never for an object. */
export function testElements(test: (scalar: Scalar) => boolean): (value: AttributeValue) => boolean {
  const testAny = (found: AttributeValue): boolean => {
    if (typeof found !== 'object' || found === null) return test(found);
    if (!Array.isArray(found)) return false;
    for (const element of found) if (testAny(element)) return true;
    return false;
  };
  return testAny;
}

function compileScalarTest(value: Exclude<CompilableValue, { readonly kind: 'exists' }>): ScalarTest {
  if (value.kind === 'range') return compileRange(value.from, value.to);
  if (value.kind === 'oneOf') return compileOneOf(value.texts);
  const text = plainText(value.parts);
  if (text !== undefined) return compileEquals(text);
  const test = compilePattern(value.parts);
  return (scalar) => scalar !== null && test(typeof scalar === 'string' ? scalar : String(scalar));
}

/** Numbers are equal by value, so that 200 is found as `200` and `200.0`; booleans by their names. */
function compileEquals(text: string): ScalarTest {
  const number = toNumber(text);
  return (scalar) => {
    if (typeof scalar === 'string') return scalar === text;
    if (typeof scalar === 'number') return scalar === number;
    return scalar !== null && String(scalar) === text;
  };
}

function compileOneOf(list: readonly string[]): ScalarTest {
  const texts = new Set(list);
  const numbers = new Set(list.map(toNumber));
  return (scalar) => {
    if (typeof scalar === 'string') return texts.has(scalar);
    if (typeof scalar === 'number') return numbers.has(scalar);
    return scalar !== null && texts.has(String(scalar));
  };
}

function compileRange(from: FilterBound | undefined, to: FilterBound | undefined): ScalarTest {
  const low = numberOf(from, -Infinity);
  const high = numberOf(to, Infinity);
  if (low === undefined || high === undefined) {
    const test = compileTextRange(from, to);
    return (scalar) => scalar !== null && test(typeof scalar === 'string' ? scalar : String(scalar));
  }
  const isFromInclusive = from?.isInclusive ?? true;
  const isToInclusive = to?.isInclusive ?? true;
  return (scalar) => {
    const number = typeof scalar === 'string' ? toNumber(scalar) : scalar;
    if (typeof number !== 'number' && typeof number !== 'bigint') return false;
    return (isFromInclusive ? number >= low : number > low) && (isToInclusive ? number <= high : number < high);
  };
}

function numberOf(bound: FilterBound | undefined, open: number): number | undefined {
  if (bound === undefined) return open;
  return bound.isQuoted ? undefined : toNumber(bound.text);
}

function compileTextRange(from: FilterBound | undefined, to: FilterBound | undefined): TextTest {
  return (text) => {
    if (from !== undefined && (from.isInclusive ? text < from.text : text <= from.text)) return false;
    return to === undefined || (to.isInclusive ? text <= to.text : text < to.text);
  };
}

const decimal = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

function toNumber(text: string): number | undefined {
  return decimal.test(text) ? Number(text) : undefined;
}
