import type { ValueProvider } from '@nestjs/common';
import type { NatsLink } from '../link/nats-link.js';

/** Token under which a module finds the link: `@Inject(natsLinkToken)`. */
export const natsLinkToken = Symbol('NatsLink');

/** Provides a link that whoever starts the app has made, and stops. */
export function provideNatsLink(link: NatsLink): ValueProvider<NatsLink> {
  return { provide: natsLinkToken, useValue: link };
}
