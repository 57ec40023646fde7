import { watchCredentials } from '@dogwatch/datadog';
import type { ServiceContext } from '@dogwatch/service';
import type { LogPreprocessorConfig } from './config.js';
import type { DatadogKeys } from './runtime-parts.js';

/** Follows the keys of Datadog: those of the environment, or of files, which are read again and again. */
export async function followKeys(context: ServiceContext<LogPreprocessorConfig>): Promise<DatadogKeys> {
  const { config, env, logger: log, telemetry } = context;
  const files = { apiKey: env['DD_API_KEY_FILE'], appKey: env['DD_APP_KEY_FILE'] };
  // logs need no application key, so one stands in for it
  const source = await watchCredentials({
    log,
    fixed: { apiKey: config.apiKey, appKey: config.appKey ?? noAppKey },
    files,
    onChange: (keys) => keys !== undefined && telemetry.scrubber.registerSecret(keys.apiKey),
  });
  context.onShutdown('keys', () => source.stop());
  return {
    apiKey: () => source.current()?.apiKey,
    both: () => {
      const keys = source.current();
      return keys?.appKey === noAppKey ? undefined : keys;
    },
  };
}

const noAppKey = 'none';
