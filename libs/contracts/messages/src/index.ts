export {
  admissionDecision,
  admissionDecisionsMade,
  admissionDecisionsMadeSubject,
  admissionRescan,
  admissionRescanRequest,
  admissionRescanSubject,
  admissionStep,
  unmutatedPod,
} from './admission.js';
export type {
  AdmissionDecision,
  AdmissionDecisionsMade,
  AdmissionRescan,
  AdmissionRescanRequest,
  AdmissionStep,
  UnmutatedPod,
} from './admission.js';
export { explainAnswer, explainRequest, explainStep, explainSubject } from './explain.js';
export type { ExplainAnswer, ExplainRequest, ExplainStep } from './explain.js';
export {
  logDefaults,
  logsProcessed,
  logsProcessedSubject,
  logsReceived,
  logsReceivedSubject,
  logsRefused,
  logsRefusedSubject,
  processedLog,
} from './log.js';
export type { LogDefaults, LogsProcessed, LogsReceived, LogsRefused, ProcessedLog } from './log.js';
export {
  metricSnapshot,
  metricSnapshotRequest,
  metricSnapshotSubject,
  metricValue,
  metricValuesUpdated,
  metricValuesUpdatedSubject,
} from './metric.js';
export type { MetricSnapshot, MetricSnapshotRequest, MetricValue, MetricValuesUpdated } from './metric.js';
export {
  defaultSeriesPoints,
  metricRateLimit,
  metricSeries,
  metricSeriesAnswer,
  metricSeriesUpdated,
  metricSeriesUpdatedSubject,
  metricWanted,
  metricWantedSubject,
} from './metric-series.js';
export type {
  MetricRateLimit,
  MetricSeries,
  MetricSeriesAnswer,
  MetricSeriesUpdated,
  MetricWanted,
} from './metric-series.js';
export { monitorStateChanged, monitorStateChangedSubject } from './monitor.js';
export type { MonitorStateChanged } from './monitor.js';
export { defineSubject, escapeToken, parseSubject, printSubject, unescapeToken } from './subject.js';
export type { SubjectTemplate } from './subject.js';
