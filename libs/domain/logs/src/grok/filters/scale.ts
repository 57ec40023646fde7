import type { AttributeValue } from '../../log.js';
import type { GrokFilter } from '../filter.js';
import { refuseArguments } from '../filter-arguments.js';
import { parseNumber } from '../parse-number.js';

const usage = 'scale(factor)';

/** The digits that a double holds for certain: rounding to them undoes the error of binary fractions. */
const significantDigits = 15;

/** Units. */
export const scale: GrokFilter = {
  name: 'scale',
  summary: 'Multiplies a number; the result has at most 15 significant digits.',
  usage,
  examples: [
    { filter: 'scale(1000)', input: '2.1', output: 2100 },
    { filter: 'scale(0.001)', input: 1234, output: 1.234 },
    { filter: 'scale(1000000000)', input: '0.057', output: 57000000 },
    { filter: 'scale(1000)', input: 'x' },
  ],
  compile(args) {
    const [factor] = args;
    if (args.length !== 1 || typeof factor !== 'number') return refuseArguments(usage, args);
    return {
      ok: true,
      value: (value) => {
        const number = toNumber(value);
        return number === undefined ? undefined : multiply(number, factor);
      },
    };
  },
};

function toNumber(value: AttributeValue): number | undefined {
  if (typeof value === 'string') return parseNumber(value.trim());
  return typeof value === 'number' || typeof value === 'bigint' ? Number(value) : undefined;
}

function multiply(number: number, factor: number): number | undefined {
  const product = number * factor;
  if (Number.isSafeInteger(product)) return product;
  return Number.isFinite(product) ? Number(product.toPrecision(significantDigits)) : undefined;
}
