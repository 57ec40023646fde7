import type { DatadogDashboardSpec, DatadogSloSpec } from '@dogwatch/crds';
import { toDashboardBody, toSloBody } from '@dogwatch/monitors';
import { compareJson } from '../../compare.ts';
import { object, type SectionRunner } from './vector.ts';

export const run: SectionRunner = ({ cr, create, invalid }) => {
  const { kind, spec } = object(cr);
  const rendered =
    kind === 'DatadogSLO' ? toSloBody(spec as DatadogSloSpec) : toDashboardBody(spec as DatadogDashboardSpec);
  if (rendered.ok) return compareJson({ create, invalid }, { create: rendered.body });
  return compareJson({ create, invalid }, { invalid: rendered.problems.map(({ message }) => message).join('; ') });
};
