export { compileDateFormat, type DateFormat, type DateFormatOptions } from './dates/compile-date-format.js';
export { createIntlZones } from './dates/intl-zones.js';
export { parseDate } from './dates/parse-date.js';
export { describeFields, type FieldDescription } from './describe-fields.js';
export type { ExecutionCursor, LogsEnvironment } from './environment.js';
export type { FilterNode } from './filter/ast.js';
export { type CompiledFilter, compileElementFilter, compileFilter } from './filter/compile-filter.js';
export { type FilterExample, filterExamples } from './filter/filter-examples.js';
export { type ParsedFilter, parseFilter } from './filter/parse-filter.js';
export { printFilter } from './filter/print-filter.js';
export { compileGrok, type Grok, type GrokContext, type GrokSource } from './grok/compile-grok.js';
export type { GrokExplanation, RuleAttempt } from './grok/explain-match.js';
export type { GrokFilter } from './grok/filter.js';
export { grokFilters } from './grok/filters/index.js';
export type { GrokMatcher, MatcherExample } from './grok/matcher.js';
export { grokMatchers } from './grok/matchers/index.js';
export type { GrokProblem } from './grok/problem.js';
export { ingestJson, ingestText, normalizeAttributes } from './ingest.js';
export { type ConvertedPipeline, fromIntegrationPipeline } from './integration/from-integration-pipeline.js';
export {
  type ExpectedLog,
  type PipelineTest,
  type PipelineTests,
  readPipelineTests,
} from './integration/pipeline-test.js';
export {
  logOfTest,
  type PipelineTestResult,
  runPipelineTest,
  type TestDifference,
} from './integration/run-pipeline-test.js';
export { parseJson, parseLenientJson, type ParsedJson, printJson } from './json.js';
export { type Attributes, type AttributeValue, createLog, isAttributes, type Log, setOwn } from './log.js';
export {
  type CompiledPipelines,
  type CompileOptions,
  compilePipelines,
  compileStepwise,
} from './pipeline/compile-pipelines.js';
export type { LogProgram } from './pipeline/log-program.js';
export { diffLogs, type LogChange, type LogTrace, type TraceStep } from './pipeline/trace.js';
export { createPreprocessor, type Preprocess } from './preprocess/create-preprocessor.js';
export {
  type EventTimePolicy,
  type EventTimeProblem,
  type EventTimeVerdict,
  judgeEventTime,
} from './preprocess/judge-event-time.js';
export { defaultPreprocessing, pipelineTestPreprocessing, type Preprocessing } from './preprocess/preprocessing.js';
export type { PipelineProblem, Processor } from './processor.js';
export { processors } from './processors/index.js';
export { logOutcomes, type LogOutcome, pipelineProblems, type PipelineProblemReason } from './reasons.js';
export { fromSeverityNumber, type LogStatus, logStatuses, toLogStatus } from './status.js';
export { parseSyslog } from './syslog/parse-syslog.js';
export { addTag } from './tags.js';
export { compileUserAgents, defaultUserAgentCacheSize, type ParseUserAgent } from './user-agent/compile-user-agents.js';
