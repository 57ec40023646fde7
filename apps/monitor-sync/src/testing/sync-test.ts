import { test, type TestAPI } from 'vitest';
import { startSyncFixture, type SyncFixture } from './sync-fixture.js';

/** A test with everything that monitor-sync works with, its own. Such tests mostly wait: run them concurrently. */
export const syncTest: TestAPI<{ fixture: SyncFixture }> = test.extend<{ fixture: SyncFixture }>({
  fixture: async ({ onTestFinished }, use) => {
    const fixture = await startSyncFixture();
    onTestFinished(() => fixture.stop());
    await use(fixture);
  },
});
