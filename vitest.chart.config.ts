import { defineConfig } from 'vitest/config';

// The chart, rendered by helm and taken by the control plane that all files share.
export default defineConfig({
  test: {
    include: ['e2e/chart/*.spec.ts'],
    globalSetup: ['e2e/global-setup.ts'],
    fileParallelism: false,
    pool: 'forks',
    testTimeout: 120_000,
    hookTimeout: 120_000,
    reporters: ['verbose', './tools/closing-line.ts'],
  },
});
