import { createHash } from 'node:crypto';
import { type LookUpMonitor, toSyncTarget } from '@dogwatch/monitors';
import type { ExitCode } from '../cli-command.js';
import type { Terminal } from '../terminal.js';
import { type MonitorResource } from './monitor-resource.js';
import { lookUpStated, readResources } from './read-resources.js';

/** The options of `dogwatch monitor render`. */
export interface RenderResourcesOptions {
  readonly filename: readonly string[];
  readonly namespace: string;
  readonly clusterUid?: string;
}

/** Writes what would be sent to create the object of each resource; 1 when one cannot be sent. */
export async function renderResources(options: RenderResourcesOptions, terminal: Terminal): Promise<ExitCode> {
  const resources = await readResources(options, terminal);
  const lookUp = lookUpStated(resources);
  let code: ExitCode = 0;
  for (const one of resources) {
    const rendered = renderOne(one, lookUp, options.clusterUid);
    if (rendered.ok) {
      await terminal.write(`${JSON.stringify(rendered.body, undefined, 2)}\n`);
    } else {
      code = 1;
      for (const { message } of rendered.problems) terminal.tell(`${one.title}: ${message}`);
    }
  }
  return code;
}

/** A hash of a text, SHA-256 in hexadecimal. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function renderOne({ kind, resource }: MonitorResource, lookUp: LookUpMonitor, clusterUid: string | undefined) {
  if (clusterUid === undefined) return kind.render(resource, { lookUp });
  return (
    toSyncTarget(kind, resource, { clusterUid, lookUp, hash: sha256 })?.rendered ?? kind.render(resource, { lookUp })
  );
}
