import { addPage, callsPerWalk, failWalk, lookUp, newWalk } from '@dogwatch/monitors';
import { compareJson } from '../../compare.ts';
import { list, object, type SectionRunner, text } from './vector.ts';

const secondsPerHour = 3600;
const pollSeconds = 60;

export const run: SectionRunner = ({ resources, pageSize, pages, count, expect }) => {
  const { upstreamCallsPerHour: _, then: next, ...rest } = object(expect);
  const expected = { ...rest, ...(next === undefined ? {} : { reads: next }) };
  if (typeof count === 'number') {
    const callsPerPoll = callsPerWalk(count, Number(pageSize));
    const callsPerHourAt60s = callsPerPoll * (secondsPerHour / pollSeconds);
    return compareJson(expected, { callsPerPoll, callsPerHourAt60s });
  }
  const walk = list(pages).reduce<typeof newWalk>(
    (soFar, page) => (Array.isArray(page) ? addPage(soFar, page.map(object), Number(pageSize)) : failWalk(soFar)),
    newWalk,
  );
  const known = list(resources).map((resource) => {
    const { key, id } = object(resource);
    return { key: text(key), id: String(id), found: lookUp(walk, String(id)) };
  });
  const states = Object.fromEntries(
    known.flatMap(({ key, found }) => (typeof found === 'string' ? [] : [[key, found['overall_state']]])),
  );
  const missing = known.filter(({ found }) => found === 'missing');
  const unknown = known.filter(({ found }) => found === 'unknown').map(({ key }) => key);
  return compareJson(
    expected,
    {
      calls: walk.pages,
      states,
      missing: missing.map(({ key }) => key),
      unknown,
      reads: missing.map(({ id }) => `GET /api/v1/monitor/${id}`),
      ignored: [...walk.found.keys()].map(Number).filter((id) => !known.some((resource) => resource.id === String(id))),
    },
    { subset: true },
  );
};
