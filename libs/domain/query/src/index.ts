export { type BatchLimits, type BatchPlan, defaultBatchLimits, encodedQueryLength, planBatches } from './batch.js';
export { type BalanceResult, checkBalance } from './check-balance.js';
export { type QueryReason, queryReasons } from './reasons.js';
export { resolveTemplates, type TemplateLookups, type TemplateResult } from './resolve-templates.js';
