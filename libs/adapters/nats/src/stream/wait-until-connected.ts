import type { NatsConnection } from '@nats-io/transport-node';
import type { NatsLink } from '../link/nats-link.js';
import { type NatsResult, refuse } from '../result.js';

/** The connection as soon as there is a server behind it; `Disconnected` after so long, `Stopped` when the link is stopped. */
export async function waitUntilConnected(
  link: Pick<NatsLink, 'connected' | 'state'>,
  timeoutMillis: number,
): Promise<NatsResult<NatsConnection>> {
  const late = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => late.resolve(undefined), Math.max(0, timeoutMillis));
  try {
    const connection = await Promise.race([link.connected(), late.promise]);
    if (connection !== undefined) return { ok: true, value: connection };
    return refuse('Disconnected', link.state().lastError ?? 'no connection to NATS');
  } catch {
    return refuse('Stopped', 'the NATS link is stopped');
  } finally {
    clearTimeout(timer);
  }
}
