import { createHash, timingSafeEqual } from 'node:crypto';

/** Who may connect; everybody when empty. */
export interface BrokerCredentials {
  readonly user?: string;
  readonly password?: string;
  readonly token?: string;
}

/** What a client says in CONNECT; the rest of it does not matter here. */
export interface ConnectOptions {
  readonly verbose?: unknown;
  readonly pedantic?: unknown;
  readonly echo?: unknown;
  readonly headers?: unknown;
  readonly no_responders?: unknown;
  readonly user?: unknown;
  readonly pass?: unknown;
  readonly auth_token?: unknown;
}

/** Whether clients have to log in. */
export function isAuthRequired({ user, token }: BrokerCredentials): boolean {
  return user !== undefined || token !== undefined;
}

/** Whether this client may stay. Takes the same time however wrong the secret is. */
export function isAuthorized(credentials: BrokerCredentials, options: ConnectOptions): boolean {
  const { user, password, token } = credentials;
  if (token !== undefined) return isSame(token, options.auth_token);
  if (user === undefined) return true;
  const isUser = isSame(user, options.user);
  return isSame(password ?? '', options.pass ?? '') && isUser;
}

function isSame(wanted: string, given: unknown): boolean {
  return typeof given === 'string' && timingSafeEqual(digest(wanted), digest(given));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
