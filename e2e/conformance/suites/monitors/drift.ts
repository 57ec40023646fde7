import { diffMonitor } from '@dogwatch/monitors';
import { compareJson } from '../../compare.ts';
import { list, object, type SectionRunner, text } from './vector.ts';

export const run: SectionRunner = ({ desired, observed, inSync, differences }) => {
  const found = diffMonitor(object(desired), object(observed)).map(({ path }) => path);
  return compareJson(
    { inSync, differences: list(differences).map(text).toSorted() },
    { inSync: found.length === 0, differences: found.toSorted() },
  );
};
