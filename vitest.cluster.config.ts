import { basename } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The life of a release: every story finds what those before it have left. */
const order = [
  'install',
  'autoscale',
  'admission',
  'logs',
  'monitors',
  'trace',
  'keda',
  'upgrade',
  'losing-pods',
  'uninstall',
];

const placeOf = ({ moduleId }: TestSpecification): number => order.indexOf(basename(moduleId, '.story.ts'));

class InOrder extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return Promise.resolve(files.toSorted((a, b) => placeOf(a) - placeOf(b)));
  }
}

// One release on a real cluster, whose stories follow one another.
export default defineConfig({
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
  test: {
    include: ['e2e/cluster/stories/*.story.ts'],
    globalSetup: ['e2e/cluster/global-setup.ts'],
    sequence: { sequencer: InOrder },
    fileParallelism: false,
    pool: 'forks',
    testTimeout: 300_000,
    hookTimeout: 300_000,
    reporters: ['verbose', './tools/closing-line.ts'],
  },
});
