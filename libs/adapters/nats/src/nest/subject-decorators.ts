import { printSubject, type SubjectTemplate } from '@dogwatch/messages';
import { EventPattern, MessagePattern, Transport } from '@nestjs/microservices';
import type { SubjectKeys } from '../link/nats-link.js';

/** What the decorators tell the transport about a handler. */
export interface SubjectExtras {
  readonly subject: SubjectTemplate;
  readonly keys: Readonly<Partial<Record<string, string>>>;
  /** The queue group; the empty text is none, undefined is that of the transport. */
  readonly queue: string | undefined;
}

/** How a handler listens. */
export interface HandlerOptions<Key extends string> {
  /** Only these; a key that is left out is a wildcard. */
  readonly keys?: Partial<SubjectKeys<Key>>;
  /** Queue group of this handler instead of the transport's; the empty text: every replica gets each message. */
  readonly queue?: string;
}

/**
 * Answers requests on a subject: what the method returns is the reply, `undefined` is silence, an `RpcException` of
 * `{ reason, message }` (or a returned refusal) is an error reply. The root is the link's, so it is not part of the pattern.
 */
export function NatsRequest<Key extends string>(
  subject: SubjectTemplate<Key>,
  options: HandlerOptions<Key> = {},
): MethodDecorator {
  return MessagePattern(toPattern(subject, options), Transport.NATS, toExtras(subject, options));
}

/** Receives the events of a subject; see `NatsRequest`. */
export function NatsEvent<Key extends string>(
  subject: SubjectTemplate<Key>,
  options: HandlerOptions<Key> = {},
): MethodDecorator {
  return EventPattern<unknown>(toPattern(subject, options), Transport.NATS, toExtras(subject, options));
}

/** The extras of a handler that one of these decorators made; undefined for any other. */
export function readSubjectExtras(extras: Readonly<Record<string, unknown>> | undefined): SubjectExtras | undefined {
  const value = extras?.[extrasKey];
  return isSubjectExtras(value) ? value : undefined;
}

const extrasKey = 'dogwatchSubject';

function toExtras<Key extends string>(
  subject: SubjectTemplate<Key>,
  { keys = {}, queue }: HandlerOptions<Key>,
): Record<string, SubjectExtras> {
  return { [extrasKey]: { subject: { template: subject.template }, keys, queue } };
}

function isSubjectExtras(value: unknown): value is SubjectExtras {
  return typeof value === 'object' && value !== null && 'subject' in value && 'keys' in value;
}

// Nest keys its handlers by pattern, so two handlers of one subject with other keys need two patterns
function toPattern<Key extends string>(subject: SubjectTemplate<Key>, { keys }: HandlerOptions<Key>): string {
  return printSubject('root', subject, keys);
}
