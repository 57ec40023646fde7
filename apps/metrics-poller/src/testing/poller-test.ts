import { test, type TestAPI } from 'vitest';
import { type PollerFixture, startPollerFixture } from './poller-fixture.js';
import { listenForAnswers, type WantsListener } from './wants-listener.js';

/** What a test of the poller may ask for. */
export interface PollerTools {
  readonly fixture: PollerFixture;
  /** Somebody who wants queries, beside the fixture of the test. */
  readonly listener: WantsListener;
}

/** A test with everything that metrics-poller works with, its own. Such tests mostly wait: run them concurrently. */
export const pollerTest: TestAPI<PollerTools> = test.extend<PollerTools>({
  fixture: async ({ onTestFinished }, use) => {
    const fixture = await startPollerFixture();
    onTestFinished(() => fixture.stop());
    await use(fixture);
  },
  listener: async ({ fixture }, use) => use(await listenForAnswers(fixture.link)),
});
