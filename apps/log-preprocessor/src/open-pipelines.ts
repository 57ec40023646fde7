import { createPipelinesReader, parseProxySettings, toEndpoints } from '@dogwatch/datadog';
import type { ExecutionCursor, LogsEnvironment } from '@dogwatch/logs';
import { prepareEnvironment } from './environment/create-environment.js';
import { type FollowedPipelines, followPipelines } from './pipelines/follow-pipelines.js';
import type { ReadPipelineSet } from './pipelines/pipeline-set.js';
import { createDatadogReader } from './pipelines/read-datadog.js';
import { createFileReader } from './pipelines/read-files.js';
import { nowMillis, type RuntimeParts } from './runtime-parts.js';

/** Follows the pipelines that are configured, until the service stops. */
export function openPipelines(
  parts: RuntimeParts,
  environment: LogsEnvironment,
  cursor: ExecutionCursor,
): FollowedPipelines {
  const { context, metrics } = parts;
  const { config, logger: log } = context;
  const isRemote = config.pipelinesFrom === 'datadog';
  const followed = followPipelines({
    read: createReader(parts),
    preprocessing: config.preprocessing,
    environment,
    prepare: prepareEnvironment,
    cursor,
    pollMillis: (config.pipelinesPollSeconds ?? (isRemote ? 60 : 2)) * 1000,
    nowMillis,
    log,
    onRead: metrics.pipelinesRead,
  });
  context.onShutdown('pipelines', () => followed.stop());
  context.health.addPeer('pipelines', () => {
    const { refusal, loadedAtMillis } = followed.state();
    if (refusal !== undefined) return { state: 'down', message: refusal };
    return loadedAtMillis === undefined ? { state: 'unknown' } : { state: 'up' };
  });
  return followed;
}

const noPipelines: ReadPipelineSet = () => Promise.resolve({ ok: true, set: { pipelines: [] } });

function createReader({ context, keys }: RuntimeParts): ReadPipelineSet {
  const { config, env, telemetry, version } = context;
  if (config.pipelinesFrom === 'datadog') {
    const reader = createPipelinesReader({
      endpoint: () => toEndpoints({ credentials: keys.both(), datadogHost: config.apiUrl, site: config.site })[0],
      proxy: parseProxySettings(env),
      userAgent: `dogwatch/${version}`,
      scrubber: telemetry.scrubber,
    });
    context.onShutdown('pipelines API', () => reader.close());
    return createDatadogReader(reader);
  }
  const isWanted = config.pipelinesFrom === 'files' && config.pipelines !== undefined;
  return isWanted && config.pipelines !== undefined ? createFileReader(config.pipelines) : noPipelines;
}
