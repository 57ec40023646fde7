import type { DatadogMonitorStatus } from '@dogwatch/crds';
import { toMonitorStatus } from '@dogwatch/monitors';
import { compareJson } from '../../compare.ts';
import { list, object, type SectionRunner, text } from './vector.ts';

export const run: SectionRunner = ({ previous, response, now, steps, expect }) => {
  const readings = steps === undefined ? [{ now, response }] : list(steps).map(object);
  const status = readings.reduce<DatadogMonitorStatus>(
    (before, reading) => toMonitorStatus(before, object(reading['response']), text(reading['now'])),
    object(previous),
  );
  return compareJson(expect, status, { subset: true });
};
