import type { PublishCommand } from './read-command.js';
import { createSubjectIndex } from './subject-index.js';

/** One SUB of one client. */
export interface Subscription {
  readonly subscriber: Subscriber;
  readonly sid: string;
  readonly subject: string;
  readonly queue: string | undefined;
  /** Ends after so many messages; 0 means never. */
  max: number;
  delivered: number;
}

/** The client behind a subscription, as the router sees it. */
export interface Subscriber {
  /** Whether it wants its own messages back. */
  readonly echo: boolean;
  /** Whether it wants to know that nobody listens on what it asks. */
  readonly noResponders: boolean;
  send(subscription: Subscription, message: PublishCommand): void;
}

/** Delivers each message to whom it concerns. */
export interface Router {
  subscribe(subscription: Subscription): void;
  unsubscribe(subscription: Subscription): void;
  /** One copy to each plain subscription and one to a random member of each queue group. */
  publish(message: PublishCommand, from: Subscriber): void;
}

const noRespondersHeader = Buffer.from('NATS/1.0 503\r\n\r\n');

/** A router without subscriptions; `random` gives numbers in [0, 1). */
export function createRouter(random: () => number = Math.random): Router {
  const index = createSubjectIndex<Subscription>();

  const deliver = (subscription: Subscription, message: PublishCommand): void => {
    subscription.delivered += 1;
    if (subscription.delivered === subscription.max) index.remove(subscription.subject, subscription);
    subscription.subscriber.send(subscription, message);
  };

  const reportNoResponders = (message: PublishCommand, from: Subscriber): void => {
    const { reply } = message;
    if (reply === undefined || !from.noResponders) return;
    const own = index.match(reply).find(({ subscriber }) => subscriber === from);
    if (own === undefined) return;
    const headerBytes = noRespondersHeader.length;
    deliver(own, { op: 'PUB', subject: reply, reply: undefined, headerBytes, payload: noRespondersHeader });
  };

  return {
    subscribe: (subscription) => index.add(subscription.subject, subscription),
    unsubscribe: (subscription) => index.remove(subscription.subject, subscription),
    publish(message, from) {
      const matching = index.match(message.subject);
      if (matching.length === 0) {
        reportNoResponders(message, from);
        return;
      }
      const groups = new Map<string, Subscription[]>();
      for (const subscription of matching) {
        if (!from.echo && subscription.subscriber === from) continue;
        if (subscription.queue === undefined) deliver(subscription, message);
        else addTo(groups, subscription.queue, subscription);
      }
      for (const members of groups.values()) {
        const chosen = members[Math.floor(random() * members.length)];
        if (chosen !== undefined) deliver(chosen, message);
      }
    },
  };
}

function addTo(groups: Map<string, Subscription[]>, queue: string, subscription: Subscription): void {
  const members = groups.get(queue);
  if (members === undefined) groups.set(queue, [subscription]);
  else members.push(subscription);
}
