export { aggregationOf } from './aggregation-of.js';
export type {
  Aggregator,
  Binary,
  Comparator,
  Expression,
  FunctionArgument,
  FunctionCall,
  Modifier,
  ModifierArgument,
  NumberLiteral,
  Parenthesized,
  Reference,
  Scope,
  ScopeTerm,
  Series,
  Span,
  Unary,
} from './ast.js';
export { type BatchLimits, type BatchPlan, defaultBatchLimits, encodedQueryLength, planBatches } from './batch.js';
export { type BalanceResult, checkBalance } from './check-balance.js';
export { maxDepth, maxListLength, maxOperators } from './cursor.js';
export { metricNames } from './metric-names.js';
export { type ParsedFormula, type ParsedQueries, type Refused, parseFormula, parseQueries } from './parse.js';
export { type Position, positionOf } from './position.js';
export { printQueries, printQuery, printScope } from './print.js';
export { type QueryReason, type SyntaxReason, queryReasons } from './reasons.js';
export { resolveTemplates, type TemplateLookups, type TemplateResult } from './resolve-templates.js';
export { type Rollup, rollupOf } from './rollup-of.js';
export { type ScopeTag, scopeTags } from './scope-tags.js';
export { seriesOf, visit, type Visitor } from './series-of.js';
export { splitQueries } from './split-queries.js';
export type { QueryError } from './syntax-error.js';
export { type TemplateVariable, templateVariables } from './template-variables.js';
