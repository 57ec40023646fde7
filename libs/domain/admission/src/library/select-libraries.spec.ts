import { describe, expect, it } from 'vitest';
import type { MutationContext } from '../plan.js';
import { context, optedIn, plan, type PodExample } from '../testing/pods.js';
import { explainSelection } from './explain-selection.js';

function select(
  pod: Parameters<typeof explainSelection>[0],
  environment: Readonly<Record<string, string>> = {},
  extra: Partial<MutationContext> = {},
) {
  const { libraries, target, decisions } = explainSelection(pod, plan(environment), { ...context, ...extra });
  return {
    libraries: libraries.map(({ image, container }) => (container === '' ? image : `${image} in ${container}`)),
    target,
    reasons: decisions.map(({ reason }) => reason),
  };
}

function annotated(annotations: Readonly<Record<string, string>>, rest: PodExample = {}) {
  const entries = Object.entries(annotations).map(([key, value]) => [`admission.datadoghq.com/${key}`, value]);
  return optedIn({ ...rest, annotations: Object.fromEntries(entries) });
}

const singleStep = { DD_APM_INSTRUMENTATION_ENABLED: 'true' };

function targets(...list: readonly object[]): Readonly<Record<string, string>> {
  return { ...singleStep, DD_APM_INSTRUMENTATION_TARGETS: JSON.stringify(list) };
}

describe('annotations', () => {
  it('name a version, the default version, or an image', () => {
    const pod = annotated({
      'ruby-lib.version': 'default',
      'java-lib.version': 'v1.2',
      'js-lib.custom-image': 'r/x:1',
    });
    expect(select(pod).libraries).toEqual([
      'gcr.io/datadoghq/dd-lib-java-init:v1.2',
      'r/x:1',
      'gcr.io/datadoghq/dd-lib-ruby-init:v2',
    ]);
  });

  it('are for one container when they name one', () => {
    expect(select(annotated({ 'app.python-lib.version': 'v4' })).libraries).toEqual([
      'gcr.io/datadoghq/dd-lib-python-init:v4 in app',
    ]);
  });

  it('of all languages count only without one of a language', () => {
    const all = select(annotated({ 'all-lib.version': 'latest' })).libraries;
    expect(all).toHaveLength(6);
    expect(all).toContain('gcr.io/datadoghq/dd-lib-php-init:v1');
    expect(select(annotated({ 'all-lib.version': 'latest', 'js-lib.version': 'v5' })).libraries).toHaveLength(1);
  });

  it.each([
    ['cobol-lib.version', 'v1', 'UnknownLanguage'],
    ['gone.java-lib.version', 'v1', 'UnknownContainer'],
    ['java-lib.version', 'v1 && rm', 'BadAnnotation'],
    ['java-lib.custom-image', '', 'BadAnnotation'],
  ])('such as %s: %j ask for nothing and are told as %s', (name, value, reason) => {
    const { libraries, reasons } = select(annotated({ [name]: value }));
    expect(libraries).toEqual([]);
    expect(reasons).toContain(reason);
  });

  it('need the label, or the setting for unlabelled pods', () => {
    const { spec, metadata } = annotated({ 'java-lib.version': 'v1' });
    const pod = { spec, metadata: { annotations: Object(metadata).annotations } };
    expect(select(pod).reasons).toContain('NotOptedIn');
    expect(select(pod, { DD_ADMISSION_CONTROLLER_MUTATE_UNLABELLED: 'true' }).libraries).toHaveLength(1);
  });
});

describe('what stands in the way', () => {
  const wanting = { 'java-lib.version': 'v1' };

  it.each([
    ['OptedOut', annotated(wanting, { labels: { 'admission.datadoghq.com/enabled': 'false' } }), {}],
    ['AlreadyInjected', annotated(wanting, { spec: { volumes: [{ name: 'datadog-auto-instrumentation' }] } }), {}],
    ['AlreadyInjected', annotated(wanting, { spec: { initContainers: [{ name: 'datadog-lib-js-init' }] } }), {}],
    ['WindowsPod', annotated(wanting, { spec: { os: { name: 'windows' } } }), {}],
    ['ExcludedNamespace', annotated(wanting), { namespace: 'kube-system' }],
    ['ExcludedNamespace', annotated(wanting), { namespace: 'datadog' }],
    ['ExcludedNamespace', annotated(wanting), { namespace: 'infra' }],
  ] as const)('%s', (reason, pod, extra) => {
    const { libraries, reasons } = select(pod, { DD_APM_INSTRUMENTATION_DISABLED_NAMESPACES: 'infra' }, extra);
    expect({ libraries, reasons }).toEqual({ libraries: [], reasons: [reason] });
  });
});

describe('targets', () => {
  const pod = { spec: { containers: [{ name: 'app' }] }, metadata: { labels: { app: 'shop', tier: 'web' } } };

  it('are tried in order, and the first that matches decides', () => {
    const environment = targets(
      { name: 'other pods', podSelector: { matchLabels: { app: 'billing' } }, ddTraceVersions: { java: 'v1' } },
      { name: 'other namespaces', namespaceSelector: { matchNames: ['billing'] }, ddTraceVersions: { java: 'v1' } },
      {
        name: 'this',
        podSelector: { matchExpressions: [{ key: 'tier', operator: 'In', values: ['web'] }] },
        ddTraceVersions: { js: 'v5' },
      },
      { name: 'rest' },
    );
    expect(select(pod, environment)).toMatchObject({
      libraries: ['gcr.io/datadoghq/dd-lib-js-init:v5'],
      target: 'this',
    });
  });

  it('by labels of the namespace need them', () => {
    const environment = targets({ name: 'a', namespaceSelector: { matchLabels: { team: 'a' } } }, { name: 'rest' });
    expect(select(pod, environment)).toMatchObject({ libraries: [], reasons: ['UnknownNamespace'] });
    expect(select(pod, environment, { namespaceLabels: { team: 'a' } }).target).toBe('a');
    expect(select(pod, environment, { namespaceLabels: {} }).target).toBe('rest');
  });

  it('without versions mean the detected languages, or all', () => {
    expect(select(pod, targets({ name: 'a' })).libraries).toHaveLength(6);
    expect(select(pod, targets({ name: 'a' }), { detectedLanguages: ['node', 'go'] }).libraries).toEqual([
      'gcr.io/datadoghq/dd-lib-js-init:v5',
    ]);
    const off = { DD_ADMISSION_CONTROLLER_AUTO_INSTRUMENTATION_INJECT_AUTO_DETECTED_LIBRARIES: 'false' };
    expect(select(pod, { ...targets({ name: 'a' }), ...off }, { detectedLanguages: ['node'] }).libraries).toHaveLength(
      6,
    );
  });

  it('tell languages and versions that cannot be', () => {
    const environment = targets({ name: 'a', ddTraceVersions: { cobol: 'v1', java: 'no tag', js: 'v5' } });
    expect(select(pod, environment)).toMatchObject({
      libraries: ['gcr.io/datadoghq/dd-lib-js-init:v5'],
      reasons: ['UnknownLanguage', 'InvalidTarget', 'LibrarySelected'],
    });
    expect(select(pod, targets({ name: 'a', ddTraceVersions: { cobol: 'v1' } })).libraries).toEqual([]);
  });

  it('give way to annotations of a pod that opted in', () => {
    const labelled = annotated({ 'java-lib.version': 'v1' });
    expect(select(labelled, targets({ name: 'a', ddTraceVersions: { js: 'v5' } }))).toMatchObject({
      libraries: ['gcr.io/datadoghq/dd-lib-java-init:v1'],
      target: undefined,
    });
  });

  it('are made of the simpler options', () => {
    const environment = {
      ...singleStep,
      DD_APM_INSTRUMENTATION_ENABLED_NAMESPACES: 'shop',
      DD_APM_INSTRUMENTATION_LIB_VERSIONS: '{"python":"v3"}',
    };
    expect(select(pod, environment)).toMatchObject({
      libraries: ['gcr.io/datadoghq/dd-lib-python-init:v3'],
      target: 'default',
    });
    expect(select(pod, environment, { namespace: 'other' }).libraries).toEqual([]);
  });
});

it('finds nothing in what is no pod', () => {
  expect(explainSelection('pod', plan(), context)).toEqual({ libraries: [], decisions: [] });
});
