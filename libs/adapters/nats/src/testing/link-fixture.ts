import { silentLogger } from '@dogwatch/telemetry';
import { connectNats } from '../link/connect-nats.js';
import type { NatsLink } from '../link/nats-link.js';
import type { NatsOptions } from '../link/nats-options.js';
import { type BrokerKind, startTestBroker, type TestBroker, type TestBrokerOptions } from './start-test-broker.js';

/** Starts brokers and links, and stops them all, the last one first. */
export interface LinkFixture {
  broker(kind: BrokerKind, options?: TestBrokerOptions): Promise<TestBroker>;
  /** A link that retries fast and stops fast. */
  link(options: Partial<NatsOptions> & Pick<NatsOptions, 'servers'>): NatsLink;
  /** Something else to stop. */
  add(stop: () => unknown): void;
  stop(): Promise<void>;
}

/** An empty fixture. */
export function createLinkFixture(): LinkFixture {
  const running: (() => unknown)[] = [];
  return {
    async broker(kind, options) {
      const broker = await startTestBroker(kind, options);
      running.push(() => broker.stop());
      return broker;
    },
    link(options) {
      const link = connectNats({ name: 'test', log: silentLogger, reconnectMillis: 20, drainMillis: 300, ...options });
      running.push(() => link.stop());
      return link;
    },
    add(stop) {
      running.push(stop);
    },
    async stop() {
      for (const stop of running.splice(0).toReversed()) await stop();
    },
  };
}
