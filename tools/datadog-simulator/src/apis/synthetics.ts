import { errorAnswer, type ApiRequest, type ApiState, type Route } from '../http/route.js';
import type { Answer } from '../http/send.js';
import { type JsonObject, omit, toJsonObject, toTexts } from '../json-object.js';
import { toTripleId } from '../objects/object-ids.js';
import { listRoute, objectRoutes, ok } from '../objects/object-routes.js';
import type { ObjectKind, StoredObject } from '../objects/object-store.js';

const tests = '/api/v1/synthetics/tests';
const notFound = 'Synthetics test not found';

/** Synthetic tests of both types, which `type` tells apart. */
export const syntheticsTestKind: ObjectKind = {
  toId: toTripleId,
  toDefaults: (nowMillis) => ({ tags: [], status: 'live', created_at: new Date(nowMillis).toISOString() }),
  toTouched: (nowMillis) => ({ modified_at: new Date(nowMillis).toISOString() }),
  kept: ['created_at', 'id'],
};

/** The Synthetics API, as far as it makes tests; none is run. */
export const syntheticsRoutes: readonly Route[] = [
  ...testRoutes('api'),
  ...testRoutes('browser'),
  listRoute(tests, 'synthetics_list', (_, { objects }) => ({ tests: objects.syntheticsTests.list().map(toTest) })),
  { method: 'POST', path: `${tests}/delete`, keys: 'both', limitName: 'synthetics_delete', handle: deleteTests },
];

/** Tests are deleted by a call for many, so the routes for one have no DELETE. */
function testRoutes(type: 'api' | 'browser'): readonly Route[] {
  return objectRoutes({
    collection: `${tests}/${type}`,
    limitName: `synthetics_${type}`,
    updateMethod: 'PUT',
    storeOf: ({ objects }) => objects.syntheticsTests,
    check: (body) => checkTest(body, type),
    toFields: (body) => omit(body, 'public_id'),
    toAnswer: toTest,
    toNotFound: () => notFound,
    remove: () => errorAnswer(405, 'Tests are deleted with POST'),
  }).filter(({ method }) => method !== 'DELETE');
}

function checkTest(body: JsonObject, type: string): string | undefined {
  if (body['type'] !== undefined && body['type'] !== type) {
    return `Invalid payload: type must be '${type}' here`;
  }
  const missing = ['config', 'locations', 'message', 'name', 'options'].find((name) => body[name] === undefined);
  return missing && `Invalid payload: ${missing} is required`;
}

function toTest({ id, ...test }: StoredObject): JsonObject {
  return { ...test, public_id: id };
}

function deleteTests({ body }: ApiRequest, { now, objects: { syntheticsTests } }: ApiState): Answer {
  const ids = toTexts(toJsonObject(body)['public_ids']);
  const deleted = ids.filter((id) => syntheticsTests.remove(id));
  const deletedAt = new Date(now()).toISOString();
  return deleted.length === 0
    ? errorAnswer(404, notFound)
    : ok({ deleted_tests: deleted.map((id) => ({ public_id: id, deleted_at: deletedAt })) });
}
