import { globSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkChartValues } from './docs-check/check-chart-values.ts';
import { checkCommands } from './docs-check/check-commands.ts';
import { checkLinks } from './docs-check/check-links.ts';
import { checkNames } from './docs-check/check-names.ts';
import { checkResources } from './docs-check/check-resources.ts';
import { type MarkdownPage, readMarkdown } from './docs-check/read-markdown.ts';

const root = resolve(import.meta.dirname, '..');
const readJson = (path: string) => JSON.parse(readFileSync(resolve(root, path), 'utf8'));

const pages: readonly MarkdownPage[] = globSync(['*.md', '{apps,bench,charts,docs,e2e,libs,otelcol,tools}/**/*.md'], {
  cwd: root,
  exclude: (name) => name === 'node_modules' || name === 'dist',
})
  .toSorted()
  .map((path) => readMarkdown(path, readFileSync(resolve(root, path), 'utf8')));
const isGenerated = ({ path }: MarkdownPage): boolean => path.startsWith('docs/reference/');
const written = pages.filter((page) => !isGenerated(page));

const page = (...lines: string[]): MarkdownPage => readMarkdown('docs/page.md', lines.join('\n'));
const block = (language: string, ...lines: string[]): MarkdownPage => page(`\`\`\`${language}`, ...lines, '```');

const commands = { root, scripts: new Set(Object.keys(readJson('package.json').scripts)) };
const chart = { root, schema: readJson('charts/dogwatch/values.schema.json') };
const known = {
  configuration: pages.filter(({ path }) => path.startsWith('docs/reference/config/')),
  metrics: pages.find(({ path }) => path === 'docs/reference/metrics.md')!,
};

describe('the documentation', () => {
  it('has links that lead somewhere', () => {
    expect(checkLinks(pages, root)).toEqual([]);
  });

  it('has commands that can run', async () => {
    expect((await Promise.all(pages.map((page) => checkCommands(page, commands)))).flat()).toEqual([]);
  });

  it('has values that the chart takes', () => {
    expect(checkChartValues(pages, chart)).toEqual([]);
  });

  it('has resources that can be applied', async () => {
    expect((await Promise.all(written.map(checkResources))).flat()).toEqual([]);
  });

  it('names variables and metrics that there are', () => {
    expect(written.flatMap((page) => checkNames(page, known))).toEqual([]);
  });
});

describe('the checks', () => {
  it('find links to nothing', () => {
    const broken = page(
      '# One two',
      '[a](#one-two) [b](#two) [`c`](roadmap.md) [d](gone.md) ![e](../gone.png)',
      '`[f](gone)`',
    );
    expect(checkLinks([broken], root)).toEqual([
      'docs/page.md:2: the link #two leads nowhere: docs/page.md has no heading #two',
      'docs/page.md:2: the link gone.md leads nowhere: there is no docs/gone.md',
      'docs/page.md:2: the link ../gone.png leads nowhere: there is no gone.png',
    ]);
  });

  it('find commands that are not there', async () => {
    const broken = block(
      '',
      '$ DD_SITE=x npx dogwatch monitor check -f a.yaml --stirct | tee out # why not',
      'output of dogwatch explain nothing',
      '$ kubectl get x -o y | dogwatch monitor render \\',
      '    --namespaces a -f -',
      '$ npm run tset && npm test',
      '$ npx node apps/metrics-poller/dist/mian.js',
    );
    expect(await checkCommands(broken, commands)).toEqual([
      expect.stringContaining("unknown option '--stirct'"),
      expect.stringContaining("unknown option '--namespaces'"),
      'docs/page.md:6: $ npm run tset && npm test: package.json has no script tset',
      expect.stringContaining('there is no apps/metrics-poller/src/mian.ts'),
    ]);
  });

  it('find commands within lines, which may be cut short', async () => {
    const broken = page(
      '`dogwatch explain` `dogwatch monitor check` `dogwatch explain pods` `dogwatch query check [--jsno] FILE...`',
    );
    expect(await checkCommands(broken, commands)).toEqual([
      expect.stringContaining("unknown command 'pods'"),
      expect.stringContaining("unknown option '--jsno'"),
    ]);
  });

  it('find values that the chart refuses', () => {
    const broken = [
      block('sh', 'helm install x charts/dogwatch --set kedaScaler.enabled=maybe --set a.b=1', '  # no command'),
      page('`--set datadog.apiKey=x` `--set datadog.apiKy=x`', "`--set 'externalMetricsApi.service.aliases={a,b}'`"),
      block('yaml', 'metricsPoller:', '  replicaz: 2'),
      block('yaml', 'pipelines:', '  - a', '---', 'apiVersion: v1', 'kind: Secret', 'datadog: 1'),
    ];
    expect(checkChartValues(broken, chart)).toEqual([
      expect.stringContaining('page.md:2: kedaScaler.enabled=maybe: the chart refuses kedaScaler.enabled'),
      expect.stringContaining('page.md:2: a.b=1: the chart refuses a:'),
      expect.stringContaining('page.md:1: datadog.apiKy=x: the chart refuses datadog.apiKy'),
      expect.stringContaining('page.md:2: these values: the chart refuses metricsPoller.replicaz'),
    ]);
  });

  it('find resources that would be refused', async () => {
    const metric = ['apiVersion: datadoghq.com/v1alpha1', 'kind: DatadogMetric', 'spec:'];
    const problems = await checkResources(
      readMarkdown(
        'docs/page.md',
        [block('yaml', ...metric, '  qurey: x'), block('yaml', ...metric, '  query: avg:a'), block('yaml', 'a: [')]
          .flatMap(({ blocks }) => blocks.map(({ text }) => `\`\`\`yaml\n${text}\n\`\`\``))
          .join('\n'),
      ),
    );
    expect(problems).toEqual([
      expect.stringContaining('DatadogMetric: spec.qurey: must NOT have'),
      expect.stringContaining('ScopeMissing'),
      expect.stringContaining('docs/page.md:14:'),
    ]);
  });

  it('find variables and metrics that nobody has', () => {
    const broken = page(
      '`DD_SITE` `DD_SITE_FILE` `DD_SIET` `OTEL_SDK_DISABLED` `OTEL_X` `monitor_sync_leader` `monitor_sync_follower`',
    );
    expect(checkNames(broken, known)).toEqual([
      'docs/page.md:1: no service has the variable DD_SIET',
      'docs/page.md:1: no service has the variable OTEL_X',
      'docs/page.md:1: no service has the metric monitor_sync_follower',
    ]);
  });
});
