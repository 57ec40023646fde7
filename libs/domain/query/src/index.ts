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
export { type CheckOptions, checkQuery } from './check/check-query.js';
export type { Use } from './check/check-call.js';
export type { CheckResult, Finding } from './check/finding.js';
export { functionSignatures, type FunctionSignature, type Parameter } from './check/functions.js';
export { nearestName } from './check/nearest-name.js';
export { type BalanceReason, type BalanceResult, checkBalance } from './check-balance.js';
export { maxDepth, maxListLength, maxOperators } from './cursor.js';
export { metricNames } from './metric-names.js';
export type {
  Change,
  Clause,
  ClauseArgument,
  Comparison,
  CompositeExpression,
  CompositeQuery,
  FormulaMonitorQuery,
  MetricMonitorQuery,
  MonitorQuery,
  SearchMonitorQuery,
  SearchSource,
  ServiceCheckQuery,
  SloQuery,
  TimeAggregation,
  Window,
  WindowUnit,
} from './monitor-query/ast.js';
export { monitorIds } from './monitor-query/check-composite.js';
export { checkMonitorQuery } from './monitor-query/check-monitor-query.js';
export type { MonitorContext } from './monitor-query/monitor-context.js';
export { isMonitorType, type MonitorType, monitorTypes } from './monitor-query/monitor-types.js';
export { type ParsedMonitorQuery, parseMonitorQuery } from './monitor-query/parse.js';
export { printMonitorQuery } from './monitor-query/print.js';
export { type ParsedFormula, type ParsedQueries, type Refused, parseFormula, parseQueries } from './parse.js';
export { type Position, positionOf } from './position.js';
export { printQueries, printQuery, printScope } from './print.js';
export {
  type QueryReason,
  type SemanticReason,
  type SyntaxReason,
  type WarningReason,
  queryReasons,
  semanticReasons,
  syntaxReasons,
  textReasons,
  warningReasons,
} from './reasons.js';
export {
  resolveTemplates,
  type TemplateLookups,
  type TemplateReason,
  type TemplateResult,
} from './resolve-templates.js';
export { type Rollup, rollupOf } from './rollup-of.js';
export { type ScopeTag, scopeTags } from './scope-tags.js';
export { seriesOf } from './series-of.js';
export { visit } from './visit.js';
export { splitQueries } from './split-queries.js';
export type { QueryError } from './syntax-error.js';
export { type TemplateVariable, templateVariables } from './template-variables.js';
