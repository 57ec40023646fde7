interface Table {
  readonly kind?: unknown;
  readonly columnDefinitions?: readonly { readonly name: string; readonly priority?: number }[];
  readonly rows?: readonly { readonly cells: readonly unknown[] }[];
}

/** The Accept header that makes the API server render objects as kubectl prints them. */
export const tableMediaType = 'application/json;as=Table;g=meta.k8s.io;v=v1';

/** A meta.k8s.io/v1 Table as the lines of `kubectl get`: names of columns in capitals, only those of priority 0. */
export function printTable(answer: unknown): string {
  const table = toTable(answer);
  const columns = (table.columnDefinitions ?? []).flatMap(({ name, priority = 0 }, index) =>
    priority === 0 ? [{ name: name.toUpperCase(), index }] : [],
  );
  const lines = [
    columns.map(({ name }) => name),
    ...(table.rows ?? []).map(({ cells }) => columns.map(({ index }) => printCell(cells[index]))),
  ];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => line[index]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((cell, index) => cell.padEnd(widths[index] ?? 0))
        .join('   ')
        .trimEnd(),
    )
    .join('\n');
}

function toTable(answer: unknown): Table {
  if (typeof answer === 'object' && answer !== null && 'kind' in answer && answer.kind === 'Table') return answer;
  throw new Error('the API server did not answer with a Table');
}

function printCell(cell: unknown): string {
  if (cell === null || cell === undefined || cell === '') return '';
  return typeof cell === 'string' ? cell : JSON.stringify(cell);
}
