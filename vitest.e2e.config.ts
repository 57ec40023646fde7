import { defineConfig } from 'vitest/config';

// Stories share one control plane, so they run one file at a time, against the built apps.
export default defineConfig({
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
  test: {
    include: ['e2e/stories/*.story.ts'],
    globalSetup: ['e2e/global-setup.ts'],
    fileParallelism: false,
    pool: 'forks',
    testTimeout: 180_000,
    hookTimeout: 180_000,
    reporters: ['verbose', './tools/closing-line.ts'],
  },
});
