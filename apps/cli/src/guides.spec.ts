import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { playGuide } from './testing/play-guide.js';
import { useFolder } from './testing/use-folder.js';

const folder = useFolder();

function change(name: string, from: string, to: string): void {
  const text = readFileSync(join(folder.path, name), 'utf8');
  expect(text).toContain(from);
  folder.write(name, text.replace(from, to));
}

// What guides show is what the command line tells.

it('docs/guides/test-log-pipelines.md', async () => {
  const guide = playGuide('docs/guides/test-log-pipelines.md', folder);
  const [pipeline = '', samples = '', expected = ''] = guide.blocks('yaml');
  folder.write('shop.yaml', pipeline);
  expect(await guide.differenceOfNext()).toBe('');
  expect(await guide.differenceOfNext()).toBe('');
  folder.write('shop.yaml', pipeline + samples);
  expect(await guide.differenceOfNext()).toBe('');
  expect(readFileSync(join(folder.path, 'shop.yaml'), 'utf8')).toContain(expected);
  change('shop.yaml', '>=100', '>=1000');
  expect(await guide.differenceOfNext()).toBe('');
  folder.write('shop.yaml', pipeline);
  change('shop.yaml', '      is_enabled: true\n      grok', '      grok');
  change('shop.yaml', '%{word:usr.id}', '%{wrd:usr.id}');
  change('shop.yaml', 'target:', 'taget:');
  expect(await guide.differenceOfNext()).toBe('');
});

it('docs/guides/preprocess-logs.md', async () => {
  const guide = playGuide('docs/guides/preprocess-logs.md', folder);
  const [nothing = '', host = '', processors = ''] = guide.blocks('yaml');
  folder.write('log.json', guide.blocks('text')[0]);
  folder.write('shop.yaml', nothing);
  expect(await guide.differenceOfNext()).toBe('');
  folder.write('shop.yaml', host + nothing);
  expect(await guide.differenceOfNext()).toBe('');
  change('shop.yaml', 'processors: []\n', processors.replaceAll(/^(?=.)/gm, '    ').trimStart());
  expect(await guide.differenceOfNext()).toBe('');
  expect(await guide.differenceOfNext()).toBe('');
});

it('docs/guides/scale-with-keda.md', async () => {
  const guide = playGuide('docs/guides/scale-with-keda.md', folder);
  const [scaledObject = ''] = guide.blocks('yaml');
  folder.write('worker.yaml', scaledObject);
  change('worker.yaml', 'metricUnavailableValue', 'metricUnavailableVaule');
  expect(await guide.differenceOfNext()).toBe('');
});

it('docs/guides/monitors-as-code.md', async () => {
  const guide = playGuide('docs/guides/monitors-as-code.md', folder);
  folder.write('datadogmonitor.yaml', guide.blocks('yaml')[0]);
  expect(await guide.differenceOfNext()).toBe('');
});
