import { expect, it } from 'vitest';
import { printTable } from './print-table.js';

it('prints columns of priority 0 under names in capitals', () => {
  const table = {
    kind: 'Table',
    columnDefinitions: [
      { name: 'Name', priority: 0 },
      { name: 'Labels', priority: 1 },
      { name: 'Ready', priority: 0 },
    ],
    rows: [{ cells: ['web', 'a=b', 2] }, { cells: ['background', '', null] }],
  };
  expect(printTable(table)).toBe('NAME         READY\nweb          2\nbackground');
});

it('refuses what is not a Table', () => {
  expect(() => printTable({ kind: 'DeploymentList' })).toThrow('Table');
});
