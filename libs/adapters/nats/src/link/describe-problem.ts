import {
  AuthorizationError,
  NoRespondersError,
  PermissionViolationError,
  TimeoutError,
  UserAuthenticationExpiredError,
} from '@nats-io/transport-node';
import { type NatsRefusal, refuse } from '../result.js';

/** What the client complains about, and what an operator can do about it. */
export function describeProblem(error: unknown): string {
  if (error instanceof AuthorizationError)
    return 'the server refused the credentials; check NATS user, password, token or creds file';
  if (error instanceof UserAuthenticationExpiredError) return 'the credentials have expired; renew them';
  if (error instanceof PermissionViolationError)
    return `the server forbids ${error.operation} on ${error.subject}; grant it to this NATS user`;
  if (error instanceof TimeoutError)
    return 'the server did not take the connection in time; with TLS, it may want a client certificate';
  return error instanceof Error ? error.message || error.name : String(error);
}

/** Why a request got no answer. */
export function toRequestRefusal(error: unknown, subject: string, isConnected: boolean): NatsRefusal {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  if (cause instanceof NoRespondersError)
    return refuse(
      'NoResponders',
      `nobody listens on ${subject}: is the answering app running, on the same NATS and root?`,
    );
  if (!isConnected) return refuse('Disconnected', `the connection to NATS was lost while waiting for ${subject}`);
  if (cause instanceof TimeoutError) return refuse('Timeout', `no answer on ${subject} within the time allowed`);
  return refuse('Disconnected', `the request on ${subject} failed: ${describeProblem(cause)}`);
}
