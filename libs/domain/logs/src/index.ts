export type { ExecutionCursor, LogsEnvironment } from './environment.js';
export { type Attributes, type AttributeValue, createLog, type Log } from './log.js';
export { logOutcomes, type LogOutcome, pipelineProblems, type PipelineProblemReason } from './reasons.js';
