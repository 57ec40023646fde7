import type { Server } from 'node:http';

/**
 * Has callers leave by themselves: once the service is told to stop, each answer ends its connection. A caller whose connection is
 * closed while it sends would not know whether to send again. What was idle until the server closes is closed then.
 */
export function endConnectionsWhileDraining(server: Server, draining: AbortSignal): void {
  const leave = (): void => {
    // before those who answer: headers that are sent cannot be changed
    server.prependListener('request', (_, response) => (response.shouldKeepAlive = false));
  };
  if (draining.aborted) leave();
  else draining.addEventListener('abort', leave, { once: true });
}
