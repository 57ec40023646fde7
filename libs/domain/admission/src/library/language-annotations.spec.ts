import { describe, expect, it, test } from 'vitest';
import { mutateForWebhook, prepareMutation } from '../mutate-pod.js';
import { nextOwnerStep, type OwnerLookup, toObjectAddress } from '../owner-lookup.js';
import { context, envOf, plan } from '../testing/pods.js';
import { isLanguageAnnotation, readDetectedLanguages } from './language-annotations.js';

const singleStep = { DD_APM_INSTRUMENTATION_ENABLED: 'true' };
const off = { ...singleStep, DD_ADMISSION_CONTROLLER_AUTO_INSTRUMENTATION_INJECT_AUTO_DETECTED_LIBRARIES: 'false' };
const owners = [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web-5d' }];
const labels = { 'tags.datadoghq.com/env': 'prod' };
const pod = {
  metadata: { labels, ownerReferences: owners },
  spec: { containers: [{ name: 'app' }, { name: 'proxy' }] },
};
const annotations = {
  'internal.dd.datadoghq.com/app.detected_langs': 'python, java,',
  'internal.dd.datadoghq.com/proxy.detected_langs': 'node',
  'internal.dd.datadoghq.com/init.app.detected_langs': 'ruby',
  'internal.dd.datadoghq.com/gone.detected_langs': 'dotnet',
  'internal.dd.datadoghq.com/language_detection.enabled': 'true',
};

function ownerOf(kind: string, more: object = { annotations }): OwnerLookup {
  const address = toObjectAddress({ apiVersion: 'apps/v1', kind, name: 'web' }, 'shop');
  if (!address.ok) throw new Error(address.message);
  const step = nextOwnerStep(address.object, JSON.parse(JSON.stringify(more)), false);
  if (step.next !== 'done') throw new Error('one more step');
  return step.owner;
}

function inject(owner: OwnerLookup, environment: Readonly<Record<string, string>> = singleStep) {
  return mutateForWebhook('lib_injection', pod, plan(environment), { ...context, owner });
}

function lookup(environment: Readonly<Record<string, string>>, change: object = {}): string | undefined {
  const metadata = { ...pod.metadata, ...change };
  const { lookup } = prepareMutation('lib_injection', { ...pod, metadata }, plan(environment), context);
  return lookup && `${lookup.resource}/${lookup.name}`;
}

test('the annotations of language detection are those of a container', () => {
  expect(Object.keys(annotations).filter(isLanguageAnnotation)).toHaveLength(3);
  expect(readDetectedLanguages(annotations)).toEqual(
    new Map([
      ['app', ['python', 'java']],
      ['proxy', ['js']],
      ['gone', ['dotnet']],
    ]),
  );
  expect(readDetectedLanguages({ 'internal.dd.datadoghq.com/app.detected_langs': ' , ' })).toBeUndefined();
});

describe('single-step instrumentation without versions', () => {
  it('injects what was detected in the containers of the Deployment', () => {
    const { injection, pod: mutated, decisions } = inject(ownerOf('Deployment'));
    expect(injection?.libraries.map(({ language }) => language)).toEqual(['java', 'js', 'python']);
    expect(injection?.autoDetected).toBe(true);
    expect(envOf(mutated)).toContain('DD_INSTRUMENTATION_LANGUAGES_DETECTED=java,js,python');
    expect(decisions.find(({ reason }) => reason === 'LibrarySelected')?.message).toContain('detected');
  });

  it.each([
    ['nothing was detected', ownerOf('Deployment', { labels })],
    ['the owner is no Deployment', ownerOf('StatefulSet')],
    ['the owner was not found', { found: false, message: 'gone' } as const],
  ])('injects all where %s', (_, owner) => {
    expect(inject(owner).injection).toMatchObject({ autoDetected: false });
    expect(inject(owner).injection?.libraries).toHaveLength(6);
  });

  it('injects all where the option is off', () => {
    expect(inject(ownerOf('Deployment'), off).injection?.libraries).toHaveLength(6);
  });
});

describe('the Deployment is looked up', () => {
  it('where a target asks for what fits, although the pod has tags of its own', () => {
    expect(lookup(singleStep)).toBe('replicasets/web-5d');
    const [owner] = owners;
    expect(lookup(singleStep, { ownerReferences: [{ ...owner, kind: 'Deployment' }] })).toBe('deployments/web-5d');
  });

  it('and not where its languages would change nothing', () => {
    const [owner] = owners;
    expect(lookup(off)).toBeUndefined();
    expect(lookup(singleStep, { ownerReferences: [{ ...owner, kind: 'StatefulSet' }] })).toBeUndefined();
    expect(lookup({ ...singleStep, DD_APM_INSTRUMENTATION_LIB_VERSIONS: '{"java":"v1"}' })).toBeUndefined();
    const asked = {
      labels: { ...labels, 'admission.datadoghq.com/enabled': 'true' },
      annotations: { 'admission.datadoghq.com/java-lib.version': 'v1' },
    };
    expect(lookup(singleStep, asked)).toBeUndefined();
    expect(lookup({})).toBeUndefined();
  });
});
