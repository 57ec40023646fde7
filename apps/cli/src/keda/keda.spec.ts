import { expect, test } from 'vitest';
import { runCommand } from '../testing/run-command.js';

const authentication = `apiVersion: keda.sh/v1alpha1
kind: TriggerAuthentication
metadata:
  name: keys
  namespace: kennel
spec:
  secretTargetRef:
  - parameter: apiKey # Required
    name: keys
    key: api
`;
const scaledObject = `# Scales the dogs.
apiVersion: keda.sh/v1alpha1
kind: ScaledObject
metadata:
  name: dogs
  namespace: kennel
spec:
  scaleTargetRef:
    name: dogs
  triggers:
  # by what they bark
  - type: datadog
    metadata:
      # two yards
      query: "abs(sum:kennel.barks{yard:north})),sum:kennel.barks{yard:south}"
      queryValue: "7" # a second
      queryAggregator: max
      type: global # for all
    authenticationRef:
      name: keys
`;

const untouched = `apiVersion:   v1
kind: ConfigMap # written in its own way
`;

test('check tells what is wrong and where, across documents', async () => {
  const { errors, exitCode, output } = await runCommand(
    ['keda', 'check', '-f', '-'],
    `${authentication}---\n${scaledObject}`,
  );
  expect({ errors, exitCode }).toEqual({ errors: '', exitCode: 1 });
  expect(output.split('\n')).toEqual([
    'stdin:7:3: error ParameterMissing: TriggerAuthentication kennel/keys gives no appKey, which the trigger needs',
    expect.stringMatching(/^stdin:26:48: error InvalidQuery: found .*line 1, column 34/),
    '  abs(sum:kennel.barks{yard:north})),sum:kennel.barks{yard:south}',
    `${' '.repeat(35)}^`,
    expect.stringMatching(/^stdin:29:13: error GlobalHasNoEffect: type: global/),
    '1 trigger, 3 errors, 0 warnings',
    '',
  ]);
});

test('check tells JSON, and warnings fail only with --strict', async () => {
  const text = scaledObject.replace('})),', '}),').replace('type: global # for all', 'type: average');
  const { exitCode, output } = await runCommand(['keda', 'check', '-f', '-', '--json'], text);
  expect(exitCode).toBe(0);
  expect(JSON.parse(output)).toEqual({
    file: 'stdin',
    line: 18,
    column: 13,
    severity: 'warning',
    reason: 'NoEffect',
    path: 'spec.triggers.0.metadata.type',
    message: 'type: average is deprecated and the default; remove it',
  });
  const strict = await runCommand(['keda', 'check', '-f', '-', '--strict'], text);
  expect(strict.exitCode).toBe(1);
  expect(strict.output).toContain('not checked, for it is not in the file: TriggerAuthentication kennel/keys\n');
});

test('check knows keda-scaler at another address, and the objects of lists', async () => {
  const metadata = { scalerAddress: 'elsewhere:9', query: 'avg:a{*}', queryValue: '1', orgg: 'x' };
  const item = { kind: 'ScaledObject', metadata: { name: 'a' }, spec: { triggers: [{ type: 'external', metadata }] } };
  const text = JSON.stringify({ kind: 'List', items: [item] });
  const options = ['keda', 'check', '-f', '-'];
  expect(await runCommand(options, text)).toMatchObject({ exitCode: 2, errors: expect.stringContaining('no trigger') });
  const { output } = await runCommand([...options, '--scaler-address', 'elsewhere:9', '--json'], text);
  expect(JSON.parse(output)).toMatchObject({ reason: 'UnknownKey', path: 'items.0.spec.triggers.0.metadata.orgg' });
});

test('check refuses what is no YAML', async () => {
  expect(await runCommand(['keda', 'check', '-f', '-'], 'a: [')).toMatchObject({
    exitCode: 2,
    errors: expect.stringMatching(/^dogwatch: stdin is no YAML/),
  });
});

test('migrate prints the file with its comments and tells what changes and what is still wrong', async () => {
  const { errors, exitCode, output } = await runCommand(
    ['keda', 'migrate', '-f', '-', '--org', 'north'],
    `${untouched}---\n${scaledObject}---\n${untouched}`,
  );
  const moved = scaledObject
    .replace('type: datadog', 'type: external-push\n    metricType: Value')
    .replace(
      '      type: global # for all\n',
      '      scalerAddress: dogwatch-keda-scaler.dogwatch:9090\n      org: north\n',
    )
    .replace('    authenticationRef:\n      name: keys\n', '');
  expect(output).toBe(`${untouched}---\n${moved}---\n${untouched}`);
  expect(errors).toContain('ScaledObject kennel/dogs, trigger 0: authenticationRef keys is removed');
  expect(errors).toContain('1 moved\nerror InvalidQuery: found');
  expect(exitCode).toBe(1);
});

test('migrate ends well when all is well, or nothing is to be done', async () => {
  const text = scaledObject.replace('})),', '}),');
  expect(await runCommand(['keda', 'migrate', '-f', '-'], text)).toMatchObject({ exitCode: 0 });
  expect(await runCommand(['keda', 'migrate', '-f', '-'], untouched)).toEqual({
    exitCode: 0,
    output: untouched,
    errors: 'stdin holds no trigger of the type datadog\n',
  });
});

test('migrate twice changes nothing more', async () => {
  const { output } = await runCommand(['keda', 'migrate', '-f', '-'], scaledObject);
  expect((await runCommand(['keda', 'migrate', '-f', '-'], output)).output).toBe(output);
});

test('migrate copies what an alias stands for before it changes it', async () => {
  const text = `kind: ScaledObject
spec:
  triggers:
    - &first
      type: datadog
      metadata: &metadata
        query: avg:a{*}
        queryValue: "1"
    - type: datadog
      metadata: *metadata
    - *first
`;
  const { errors, exitCode, output } = await runCommand(['keda', 'migrate', '-f', '-'], text);
  expect({ exitCode, errors }).toMatchObject({ exitCode: 0, errors: expect.stringContaining('3 moved') });
  expect(output.match(/scalerAddress/g)).toHaveLength(3);
  expect(output.match(/type: external-push/g)).toHaveLength(3);
});

test('migrate keeps JSON and line ends as they are', async () => {
  const trigger = { type: 'datadog', metadata: { query: 'avg:a{*}', queryValue: '1' } };
  const json = JSON.stringify({ kind: 'ScaledObject', spec: { triggers: [trigger] } });
  const moved = { type: 'external-push', metadata: { ...trigger.metadata, scalerAddress: 'x:1' } };
  const options = ['keda', 'migrate', '-f', '-', '--scaler-address', 'x:1'];
  expect(JSON.parse((await runCommand(options, json)).output)).toEqual({
    kind: 'ScaledObject',
    spec: { triggers: [moved] },
  });
  const { output } = await runCommand(options, scaledObject.replaceAll('\n', '\r\n'));
  expect(output.split('\r\n')).toContain('      scalerAddress: x:1');
  expect(output.replaceAll('\r\n', '')).not.toContain('\n');
});
