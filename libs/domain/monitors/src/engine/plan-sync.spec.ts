import { expect, test } from 'vitest';
import { planSync } from './plan-sync.js';
import { emptyMemory, type SyncView } from './sync-view.js';

const ownerTag = 'kube_owner:c/ns/name';
const view: SyncView = {
  isDeleting: false,
  hasFinalizer: true,
  deletionPolicy: 'Delete',
  id: undefined,
  isPrimary: false,
  adoptId: undefined,
  holder: undefined,
  ownerTag,
  owners: [],
  isSearchable: true,
  rendered: { ok: true, body: { name: 'n' } },
  fingerprint: 'f1',
  observed: { state: 'unknown' },
  owned: { state: 'none' },
  differences: [],
  memory: emptyMemory,
  lastWriteMillis: 0,
  nowMillis: 1_000,
};

const present = { state: 'present', body: {}, atMillis: 1 } as const;

function plan(changes: Partial<SyncView>): string {
  const step = planSync({ ...view, ...changes });
  return 'id' in step ? `${step.do} ${step.id}` : step.do;
}

test('the finalizer comes before anything in Datadog', () => {
  expect(plan({ hasFinalizer: false })).toBe('add-finalizer');
});

test('a new resource is created once a complete list shows nothing of ours', () => {
  expect(plan({ owned: { state: 'unknown' } })).toBe('nothing');
  expect(plan({})).toBe('create');
});

test('a wiped status finds its object by the owner tag: no second one', () => {
  expect(plan({ owned: { state: 'found', id: '7' } })).toBe('adopt 7');
});

test('a create of unknown outcome is looked for before another one', () => {
  const memory = { ...emptyMemory, isCreateOpen: true };
  expect(plan({ memory })).toBe('find-by-owner');
  expect(plan({ memory: { ...memory, search: { state: 'found', id: '7' } } })).toBe('adopt 7');
  expect(plan({ memory: { ...memory, search: { state: 'none' } } })).toBe('create');
});

test('an object that the list cannot show is searched before it is created', () => {
  expect(plan({ owned: { state: 'unlisted' } })).toBe('find-by-owner');
  expect(plan({ owned: { state: 'unlisted' }, memory: { ...emptyMemory, search: { state: 'none' } } })).toBe('create');
});

test('a deleted resource without an id takes with it what carries its tag', () => {
  expect(plan({ isDeleting: true, owned: { state: 'unknown' } })).toBe('nothing');
  expect(plan({ isDeleting: true, owned: { state: 'found', id: '7' } })).toBe('delete 7');
});

test('a refused definition is not sent again before it changes', () => {
  const memory = { ...emptyMemory, refusedFingerprint: 'f1' };
  expect(plan({ memory })).toBe('nothing');
  expect(plan({ memory, fingerprint: 'f2' })).toBe('create');
});

test('a duplicate is taken when it is ours, and named when it is not', () => {
  const memory = { ...emptyMemory, duplicateOf: '9' };
  expect(plan({ memory })).toBe('read 9');
  expect(plan({ memory, observed: present, owners: [ownerTag] })).toBe('adopt 9');
  expect(planSync({ ...view, memory, observed: present })).toMatchObject({
    do: 'refuse',
    problems: [{ reason: 'Duplicate' }],
  });
});

test('an adoption reads first, and leaves alone what belongs to another resource', () => {
  expect(plan({ adoptId: '5' })).toBe('read 5');
  expect(plan({ adoptId: '5', observed: present })).toBe('adopt 5');
  expect(planSync({ ...view, adoptId: '5', observed: present, owners: ['kube_owner:c/ns/other'] })).toMatchObject({
    problems: [{ reason: 'AdoptedElsewhere' }],
  });
});

test('an object that a list does not show is read before it is made again, and looked for once more', () => {
  expect(plan({ id: '7', observed: { state: 'missing', atMillis: 1 } })).toBe('read 7');
  expect(plan({ id: '7', observed: { state: 'gone', atMillis: 1 } })).toBe('find-by-owner');
  const memory = { ...emptyMemory, search: { state: 'none' } } as const;
  expect(plan({ id: '7', observed: { state: 'gone', atMillis: 1 }, memory })).toBe('create');
});

test('only what differs is written, and a type never', () => {
  const observed = present;
  expect(plan({ id: '7', observed })).toBe('report');
  expect(plan({ id: '7', observed, differences: [{ path: 'name', desired: 'a', observed: 'b' }] })).toBe('update 7');
  expect(
    planSync({ ...view, id: '7', observed, differences: [{ path: 'type', desired: 'a', observed: 'b' }] }),
  ).toMatchObject({ do: 'refuse', problems: [{ reason: 'TypeChanged' }] });
});

test('a deleted resource takes with it what it made, unless it is told not to', () => {
  expect(plan({ isDeleting: true, id: '7', isPrimary: true })).toBe('delete 7');
  expect(plan({ isDeleting: true, id: '7', isPrimary: false })).toBe('release');
  expect(plan({ isDeleting: true, id: '7', isPrimary: true, deletionPolicy: 'Orphan' })).toBe('release');
  expect(plan({ isDeleting: true })).toBe('release');
  expect(plan({ isDeleting: true, memory: { ...emptyMemory, isCreateOpen: true } })).toBe('find-by-owner');
  expect(plan({ isDeleting: true, hasFinalizer: false })).toBe('nothing');
});

test('a resource whose last call failed waits', () => {
  const memory = { ...emptyMemory, notBeforeMillis: 2_000 };
  expect(planSync({ ...view, memory })).toMatchObject({ do: 'wait', untilMillis: 2_000 });
  expect(planSync({ ...view, memory, isDeleting: true, id: '7', isPrimary: true })).toMatchObject({ do: 'wait' });
});

test('an object that cannot be searched for is never created twice', () => {
  const memory = { ...emptyMemory, isCreateOpen: true };
  expect(planSync({ ...view, memory, isSearchable: false })).toMatchObject({
    do: 'refuse',
    problems: [{ reason: 'NoAnswer' }],
  });
  const gone = { state: 'gone', atMillis: 1 } as const;
  expect(plan({ id: '7', observed: gone, isSearchable: false })).toBe('create');
  expect(plan({ id: '7', observed: gone, isSearchable: false, memory })).toBe('refuse');
});
