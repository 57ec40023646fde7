import { type LookUpMonitor, objectApis } from '@dogwatch/monitors';
import type { ExitCode } from '../cli-command.js';
import type { Terminal } from '../terminal.js';
import type { DatadogOptions } from './datadog-options.js';
import { createObjectFinder, type ObjectFinder } from './find-object.js';
import type { MonitorResource } from './monitor-resource.js';
import { withDatadog } from './open-datadog.js';
import { planResource, type ResourcePlan } from './plan-resource.js';
import { lookUpStated, readResources, type ResourceFiles } from './read-resources.js';
import { renderPlan, renderPlanTotals } from './render-plan.js';

/** The options of `dogwatch monitor diff`. */
export interface DiffResourcesOptions extends DatadogOptions, ResourceFiles {
  readonly clusterUid?: string;
  readonly json?: boolean;
}

/** Compares the resources of files with Datadog; 0 when nothing would change. */
export async function diffResources(options: DiffResourcesOptions, terminal: Terminal): Promise<ExitCode> {
  const resources = await readResources(options, terminal);
  const plans: ResourcePlan[] = [];
  await withDatadog(options, async (datadog) => {
    const { clusterUid } = options;
    const finder = createObjectFinder(datadog, clusterUid);
    const lookUp = await toLookUp(resources, finder);
    for (const resource of resources) {
      const plan = await planResource(resource, { finder, clusterUid, lookUp });
      plans.push(plan);
      if (!options.json) await terminal.write(renderPlan(plan, terminal.style));
    }
  });
  await terminal.write(options.json ? `${JSON.stringify(plans)}\n` : renderPlanTotals(plans, terminal.style));
  return plans.every(({ action }) => action === 'none') ? 0 : 1;
}

/** The ids that composites hold: those that resources state, then those that Datadog tells by owner tags. */
async function toLookUp(resources: readonly MonitorResource[], finder: ObjectFinder): Promise<LookUpMonitor> {
  const stated = lookUpStated(resources);
  const isNeeded = resources.some(({ kind, resource }) => kind.references(resource).length > 0);
  const owned = isNeeded ? await finder.listMonitorIds(objectApis.monitor) : new Map<string, number>();
  return (reference) => {
    const id = stated(reference);
    const known = owned.get(`${reference.namespace}/${reference.name}`);
    return id === undefined || id === 0 ? (known ?? id) : id;
  };
}
