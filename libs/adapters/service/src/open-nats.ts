import { connectNats, type NatsLink } from '@dogwatch/nats';
import { type NatsConfig, toNatsOptions } from './connection-entries.js';
import type { ServiceContext } from './service-context.js';

/**
 * The service's one link to NATS, by its variables: named after app and replica, a peer in its health answers, closed with the
 * service. Returns at once, whether the server is there or not; throws on options that contradict each other.
 */
export function openNats(context: ServiceContext<NatsConfig>): NatsLink {
  const { config, health, instance, logger, name } = context;
  const link = connectNats(toNatsOptions(config, `${name}/${instance}`, logger));
  context.onShutdown('NATS', () => link.stop());
  health.addPeer('nats', () => {
    const { connected, sinceMillis, lastError } = link.state();
    return { state: connected ? 'up' : 'down', sinceMillis, ...(lastError !== undefined && { message: lastError }) };
  });
  return link;
}
