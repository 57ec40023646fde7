import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
  resolve: { conditions: ['@dogwatch/source'] },
  ssr: { resolve: { conditions: ['@dogwatch/source', 'node', 'import', 'module', 'default'] } },
  test: {
    include: ['{apps/*,libs/*/*,tools/*}/src/**/*.spec.ts', 'tools/*.spec.ts', 'e2e/conformance/**/*.spec.ts'],
    pool: 'threads',
    isolate: false,
    // more than there are processors, where those are few: many files mostly wait, and on two processors four take two thirds of the time
    maxWorkers: Math.max(4, availableParallelism() - 1),
    // tests that say they may run side by side mostly wait
    maxConcurrency: 16,
    // a limit for what hangs; how long a test takes is nothing a test asserts
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ['default', './tools/closing-line.ts'],
  },
});
