import { expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { runCommand } from '../testing/run-command.js';
import { useFolder } from '../testing/use-folder.js';

const { write: file } = useFolder();

const mutate = (input: string, ...args: string[]) => runCommand(['admission', 'mutate', '-f', '-', ...args], input);

const deployment = `
apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
  labels:
    tags.datadoghq.com/env: prod
spec:
  template:
    metadata:
      labels:
        admission.datadoghq.com/enabled: "true"
    spec:
      containers:
        - name: web
          image: shop:1
          env:
            - name: ANSWER
              value: "yes"
`;

it('prints workloads with their pods changed, and texts that old YAML parsers take for something else in quotes', async () => {
  const { exitCode, output, errors } = await mutate(deployment);
  expect({ exitCode, errors }).toEqual({ exitCode: 0, errors: '' });
  const [container] = parse(output).spec.template.spec.containers;
  expect(container.env.map(({ name, value }: { name: string; value?: string }) => [name, value])).toEqual([
    ['DD_ENV', 'prod'],
    ['DD_INTERNAL_POD_UID', undefined],
    ['DD_EXTERNAL_ENV', 'it-false,cn-web,pu-$(DD_INTERNAL_POD_UID)'],
    ['DD_ENTITY_ID', undefined],
    ['DD_AGENT_HOST', undefined],
    ['ANSWER', 'yes'],
  ]);
  expect(output).toContain('value: "yes"');
  expect(parse(output).spec.template.metadata).toEqual({ labels: { 'admission.datadoghq.com/enabled': 'true' } });
});

it('prints a patch whose paths begin at the document', async () => {
  const config = file('options.env', '# ours\nexport DD_ADMISSION_CONTROLLER_MUTATE_UNLABELLED="true"\n');
  const cronJob = { apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name: 'nightly' } };
  const template = { spec: { containers: [{ name: 'run' }] } };
  const input = JSON.stringify({ ...cronJob, spec: { jobTemplate: { spec: { template } } } });
  const { output } = await mutate(input, '-o', 'patch', '--config', config);
  expect(JSON.parse(output)).toEqual([
    { op: 'add', path: '/spec/jobTemplate/spec/template/metadata', value: {} },
    { op: 'add', path: '/spec/jobTemplate/spec/template/spec/containers/0/env', value: expect.any(Array) },
  ]);
});

it('says what each rule did and why', async () => {
  const { output } = await mutate(`${deployment}---\nkind: Service\nmetadata: {name: shop}\n`, '-o', 'explain');
  expect(output.split('\n')).toEqual([
    'Deployment shop: 5 changes',
    '  applied agent_config/switch OptedIn: the pod has the label admission.datadoghq.com/enabled="true"',
    '  applied agent_config/agent-address Injected: DD_AGENT_HOST is the address of the node',
    '  applied standard_tags/switch OptedIn: the pod has the label admission.datadoghq.com/enabled="true"',
    '  applied standard_tags/unified-tags Injected: DD_ENV from the labels of Deployment shop',
    '  skipped lib_injection/select-libraries NoLibraries: the pod has no library annotation that counts, and single-step instrumentation is off',
    'Service: creates no pods',
    '',
  ]);
});

it('takes tags from owners in a file, and leaves several documents in their order', async () => {
  const owners = file(
    'owners.yaml',
    'kind: List\nitems:\n- {apiVersion: apps/v1, kind: StatefulSet, metadata: {name: db, labels: {tags.datadoghq.com/service: db}}}\n',
  );
  const { output } = await mutate(`${ownedPod('db')}---\n${ownedPod('gone')}`, '--owners', owners);
  const services = parseAllDocuments(output).map((document) => {
    const [container] = document.toJS().spec.containers;
    return container.env.find(({ name }: { name: string }) => name === 'DD_SERVICE')?.value;
  });
  expect(services).toEqual(['db', undefined]);
});

it('knows the labels of the namespace when it is told them', async () => {
  const config = file(
    'targets.env',
    'DD_APM_INSTRUMENTATION_ENABLED=true\nDD_APM_INSTRUMENTATION_TARGETS=[{"name":"a","namespaceSelector":{"matchLabels":{"team":"a"}},"ddTraceVersions":{"java":"v1"}}]\n',
  );
  const pod = 'kind: Pod\nspec: {containers: [{name: a}]}\n';
  const unknown = await mutate(pod, '--config', config, '-o', 'explain');
  expect(unknown.errors).toContain('labels of the namespace, which are not known');
  const known = await mutate(pod, '--config', config, '-o', 'explain', '--namespace-labels', 'team=a,stage=prod');
  expect(known.output).toContain('LibrarySelected: the target "a" asks for gcr.io/datadoghq/dd-lib-java-init:v1');
});

it('takes the detected languages from the annotations of a Deployment', async () => {
  const config = file('detected.env', 'DD_APM_INSTRUMENTATION_ENABLED=true\n');
  const annotated = deployment.replace(
    '  labels:\n    tags',
    '  annotations:\n    internal.dd.datadoghq.com/web.detected_langs: java\n  labels:\n    tags',
  );
  const { output } = await mutate(annotated, '--config', config, '-o', 'explain');
  expect(output).toContain('asks for what was detected, gcr.io/datadoghq/dd-lib-java-init:v1\n');
});

it('takes lists apart, and nothing else that is called so', async () => {
  const list = `kind: DeploymentList\nitems:\n${deployment.trim().replaceAll(/^/gm, '  ').replace(' ', '-')}\n`;
  const { output } = await mutate(`${list}---\nkind: AllowList\nmetadata: {name: a}\n`);
  expect(parseAllDocuments(output).map((document) => document.toJS().kind)).toEqual(['Deployment', 'AllowList']);
});

it('fails when a webhook fails', async () => {
  const pod = `kind: Pod
metadata:
  labels: {admission.datadoghq.com/enabled: "true"}
  annotations: {admission.datadoghq.com/java-lib.version: v1}
spec:
  containers:
    - name: a
      env: [{name: JAVA_TOOL_OPTIONS, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]
`;
  const { exitCode, errors } = await mutate(pod);
  expect(exitCode).toBe(1);
  expect(errors).toContain('"JAVA_TOOL_OPTIONS" is defined via ValueFrom');
});

it.each([
  ['no YAML', 'a: [', [], 'is no YAML'],
  ['a text', 'hello', [], 'no Kubernetes object'],
  ['aliases that grow without bound', bomb(), [], 'is no YAML'],
  ['a missing file', '', ['--config', '/nowhere'], 'cannot read /nowhere'],
  ['labels without value', '', ['--namespace-labels', 'team'], 'expected KEY=VALUE'],
])('refuses %s', async (_, input, args, message) => {
  const { exitCode, errors } = await mutate(input === '' ? 'kind: Pod' : input, ...args);
  expect(exitCode).toBe(2);
  expect(errors).toContain(message);
});

it('refuses options that the webhook would refuse', async () => {
  const config = file('bad.env', 'DD_ADMISSION_CONTROLLER_INJECT_CONFIG_MODE=tcp\n');
  const { exitCode, errors } = await mutate('kind: Pod', '--config', config);
  expect(exitCode).toBe(2);
  expect(errors).toContain(
    'DD_ADMISSION_CONTROLLER_INJECT_CONFIG_MODE = "tcp": expected one of hostip, service, socket, csi.',
  );
  const line = file('line.env', 'A=1\nno variable\n');
  expect((await mutate('kind: Pod', '--config', line)).errors).toContain('line.env:2: expected NAME=value');
});

function bomb(): string {
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
  return names
    .map((name, index) => {
      const item = index === 0 ? 'x' : `*${names[index - 1]}`;
      return `${name}: &${name} [${Array.from({ length: 9 }, () => item).join(',')}]`;
    })
    .join('\n');
}

function ownedPod(name: string): string {
  return `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${name}\n  labels: {admission.datadoghq.com/enabled: "true"}\n  ownerReferences: [{apiVersion: apps/v1, kind: StatefulSet, name: ${name}}]\nspec: {containers: [{name: a}]}\n`;
}
