import type { Command } from 'commander';

/** Where Datadog is; options win over the variables that monitor-sync reads. */
export interface DatadogOptions {
  readonly url?: string;
  readonly site?: string;
}

/** Adds the options of `DatadogOptions` to a command. */
export function addDatadogOptions(command: Command): Command {
  return command
    .option('--url <URL>', 'base URL of the Datadog API; default DD_DD_URL or DD_URL, else https://api.SITE')
    .option('--site <SITE>', 'Datadog site, such as datadoghq.eu; default DD_SITE, else datadoghq.com')
    .addHelpText('after', '\nDD_API_KEY and DD_APP_KEY are read from the environment.');
}
