import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SeriesDefinition } from '../series/series-definition.js';
import { evaluateText, gauge, onlyValues, valuesByGroup } from '../testing/evaluate-text.js';

const values = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 3, maxLength: 6 });
const fleet: fc.Arbitrary<readonly SeriesDefinition[]> = fc
  .array(fc.tuple(values, fc.constantFrom('app:x', 'app:y', 'app:z')), { minLength: 1, maxLength: 6 })
  .map((rows) => rows.map(([row, app], index) => gauge('load', row.slice(0, 3), `host:h${index}`, app)));

function total(query: string, series: readonly SeriesDefinition[]): readonly number[] {
  const groups = Object.values(valuesByGroup(evaluateText(query, series)));
  return [0, 1, 2].map((index) => groups.reduce((sum, group) => sum + (group[index] ?? 0), 0));
}

test('the sums of all groups make the whole sum, by any key', () => {
  fc.assert(
    fc.property(fleet, fc.constantFrom('app', 'host', 'app,host', 'absent'), (series, keys) => {
      expect(total(`sum:load{*} by {${keys}}`, series)).toEqual(onlyValues(evaluateText('sum:load{*}', series)));
    }),
  );
});

test('a scope and its negation part the series', () => {
  fc.assert(
    fc.property(fleet, fc.constantFrom('app:x', 'host:h1', 'app:*'), (series, tag) => {
      const [inside, outside] = [total(`sum:load{${tag}}`, series), total(`sum:load{!${tag}}`, series)];
      expect(inside.map((value, index) => value + (outside[index] ?? 0))).toEqual(total('sum:load{*}', series));
    }),
  );
});

test('min <= avg <= max, avg * count = sum, a double minus is nothing, diff undoes cumsum', () => {
  fc.assert(
    fc.property(fleet, (series) => {
      const [min = [], avg = [], max = []] = ['min', 'avg', 'max'].map((name) => total(`${name}:load{*}`, series));
      expect(avg.every((value, index) => (min[index] ?? 0) - 1e-9 <= value && value <= (max[index] ?? 0) + 1e-9)).toBe(
        true,
      );
      const sum = total('sum:load{*}', series);
      total('avg:load{*} * count:load{*}', series).forEach((value, index) => {
        expect(value).toBeCloseTo(sum[index] ?? 0, 6);
      });
      expect(total('-(-sum:load{*})', series)).toEqual(sum);
      expect(total('diff(cumsum(sum:load{*}))', series).slice(1)).toEqual(sum.slice(1));
    }),
  );
});
