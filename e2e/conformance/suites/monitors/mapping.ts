import type { DatadogMonitorSpec } from '@dogwatch/crds';
import { toMonitorBody, toMonitorUpdate } from '@dogwatch/monitors';
import { allOk, compareJson } from '../../compare.ts';
import { object, type SectionRunner } from './vector.ts';

export const run: SectionRunner = ({ cr, request, refused }) => {
  const rendered = toMonitorBody(object(cr)['spec'] as DatadogMonitorSpec);
  if (!rendered.ok) {
    return compareJson({ request, refused }, { request: null, refused: rendered.problems.map(({ path }) => path) });
  }
  const { priority = null, restricted_roles = null } = object(request);
  return allOk([
    compareJson(request, rendered.body),
    compareJson({ ...object(request), priority, restricted_roles }, toMonitorUpdate(rendered.body)),
  ]);
};
