import { readDatadogMetric, readDurationSetting } from '@dogwatch/scaling';
import { compareJson } from '../../compare.ts';
import { codeOfReason } from './codes.ts';
import { expectation, type GroupRunner } from './vector.ts';

export const run: GroupRunner = (vector) => {
  const value = String(vector.input['value']);
  const read = readDurationSetting('maxAge', value);
  if (read.ok)
    return compareJson(
      expectation(vector),
      { seconds: read.seconds, meaning: read.seconds === 0 ? 'unset' : 'set' },
      { subset: true },
    );
  const object = { metadata: { namespace: 'ns', name: 'm' }, spec: { query: 'avg:m{*}', maxAge: value } };
  const { problem } = readDatadogMetric(object, { env: () => undefined, clusterName: () => undefined });
  if (problem?.reason !== read.reason) return { ok: false, diff: 'a bad duration must become an error of the metric' };
  return compareJson(expectation(vector), { error: codeOfReason[read.reason] });
};
