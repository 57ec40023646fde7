import { admissionMutate } from './admission/admission-mutate.js';
import { admissionRescan } from './admission/admission-rescan.js';
import { explainPod } from './admission/explain-pod.js';
import type { CliCommand } from './cli-command.js';
import { completionBash, completionFish, completionZsh } from './completion/completion.js';
import { explainHpa } from './explain-hpa.js';
import { explainMetric } from './explain-metric.js';
import { explainPipelines } from './explain-pipelines.js';
import { explainTrigger } from './explain-trigger.js';
import { kedaCheck } from './keda/keda-check.js';
import { kedaMigrate } from './keda/keda-migrate.js';
import { logsCheck } from './logs/logs-check.js';
import { logsExplain } from './logs/logs-explain.js';
import { logsRun } from './logs/logs-run.js';
import { logsTest } from './logs/logs-test.js';
import { explainMonitor } from './monitor/explain-monitor.js';
import { monitorCheck } from './monitor/monitor-check.js';
import { monitorDiff } from './monitor/monitor-diff.js';
import { monitorImport } from './monitor/monitor-import.js';
import { monitorRender } from './monitor/monitor-render.js';
import { queryCheck } from './query-check.js';

/** Every command, in the order of the help. */
export const commands: readonly CliCommand[] = [
  admissionMutate,
  admissionRescan,
  completionBash,
  completionFish,
  completionZsh,
  explainHpa,
  explainMetric,
  explainMonitor,
  explainPipelines,
  explainPod,
  explainTrigger,
  kedaCheck,
  kedaMigrate,
  logsCheck,
  logsExplain,
  logsRun,
  logsTest,
  monitorCheck,
  monitorDiff,
  monitorImport,
  monitorRender,
  queryCheck,
];

/** What the groups of commands are about. */
export const groups: Readonly<Record<string, string>> = {
  admission: 'See what the admission webhooks do with pods',
  completion: 'Print scripts that complete commands in a shell',
  explain: 'Ask the running apps why something is as it is',
  keda: "Check KEDA's triggers for Datadog, and move them to keda-scaler",
  logs: 'Try log pipelines: run their tests, send lines through them, see why',
  monitor: 'Check, preview and import what monitor-sync keeps in Datadog',
  query: 'Work with queries of metrics and monitors',
};
