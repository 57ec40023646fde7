import type { Command } from 'commander';
import { ingestText, type Log } from '@dogwatch/logs';
import type { PipelineFile } from './pipeline-file.js';

/** What is said of lines beside their text. */
export interface LineOptions {
  readonly source?: string;
  readonly service?: string;
  readonly host?: string;
  readonly tags?: string;
  readonly geoip?: string;
}

/** Adds the options about lines. */
export function addLineOptions(command: Command): Command {
  return command
    .option('--source <NAME>', 'the source of the lines; default: the one that the filter of the pipeline asks for')
    .option('--service <NAME>', 'the service that sends the lines')
    .option('--host <NAME>', 'the host that sends the lines')
    .option('--tags <TAGS>', 'the tags of the lines, such as env:prod,team:shop')
    .option('--geoip <FILE>', 'a JSON object: what GeoIP answers, by address');
}

/** Makes logs of lines: a line that is a JSON object becomes attributes, any other is the message. */
export function createReadLine(file: PipelineFile, options: LineOptions): (line: string) => Log {
  const { source = file.source, service, host } = options;
  const tags = (options.tags ?? '').split(',').filter((tag) => tag !== '');
  return (line) => {
    const log = ingestText(line);
    log.source = source;
    log.service = service;
    log.host = host;
    log.tags = [...tags];
    return log;
  };
}
