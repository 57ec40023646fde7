import type { Expression, Series } from './ast.js';
import { scopeTags } from './scope-tags.js';
import { seriesOf } from './series-of.js';

/** A variable that a dashboard fills in, and the series that uses it. */
export interface TemplateVariable {
  /** Without `$` and without the `.value` that asks for the value alone. */
  readonly name: string;
  readonly series: Series;
}

const variable = /\$([\w.-]+)/g;

/** Every use of a template variable (`$env`, `env:$env.value`) in scopes and groups, from left to right. */
export function templateVariables(expressions: readonly Expression[]): TemplateVariable[] {
  return seriesOf(expressions).flatMap((series) => {
    const texts = [...scopeTags(series.scope).map(({ text }) => text), ...series.groupBy];
    return texts.flatMap((text) =>
      [...text.matchAll(variable)].map((match) => ({ name: (match[1] ?? '').replace(/\.value$/, ''), series })),
    );
  });
}
