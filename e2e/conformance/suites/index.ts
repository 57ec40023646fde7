import type { Suite } from '../suite.ts';
import { suite as admission } from './admission/index.ts';
import { suite as externalMetrics } from './external-metrics/index.ts';
import { suite as grok } from './grok.ts';
import { suite as kedaDatadog } from './keda-datadog/index.ts';
import { suite as logsQuery } from './logs-query.ts';
import { suite as logsPreprocess } from './logs/logs-preprocess.ts';
import { suite as logsProcessor } from './logs/logs-processor.ts';
import { suite as logsStatus } from './logs/logs-status.ts';
import { suite as logsYaml } from './logs/logs-yaml.ts';
import { suite as logs } from './logs/logs.ts';
import { suite as monitors } from './monitors/index.ts';
import { suite as queries } from './queries.ts';

/** Every suite, by name. */
export const suites: readonly Suite[] = [
  admission,
  externalMetrics,
  grok,
  kedaDatadog,
  logs,
  logsPreprocess,
  logsProcessor,
  logsQuery,
  logsStatus,
  logsYaml,
  monitors,
  queries,
];
