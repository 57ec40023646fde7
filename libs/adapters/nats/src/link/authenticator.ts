import { readFileSync } from 'node:fs';
import type { Logger } from '@dogwatch/telemetry';
import {
  type Auth,
  type Authenticator,
  credsAuthenticator,
  nkeyAuthenticator,
  tokenAuthenticator,
  usernamePasswordAuthenticator,
} from '@nats-io/transport-node';
import type { NatsCredentialOptions } from './nats-options.js';

/**
 * How to log in, or undefined to come without credentials. Throws when the options contradict each other. Files are read at
 * every login; one that cannot be read is logged and nothing is sent, so that the server refuses and the client tries again.
 */
export function createAuthenticator(options: NatsCredentialOptions, log: Logger): Authenticator | undefined {
  const contradiction = findContradiction(options);
  if (contradiction !== undefined) throw new Error(`NATS credentials: ${contradiction}`);
  const method = chooseMethod(options);
  if (method === undefined) return undefined;
  return (nonce): Auth => {
    try {
      return method(nonce);
    } catch (error) {
      // an exception here would make the client give up for good
      const problem = error instanceof Error ? error.message : String(error);
      log.error(
        { problem },
        `The NATS credentials cannot be read; check that the file exists and has the right form: ${problem}`,
      );
      return undefined;
    }
  };
}

function chooseMethod(options: NatsCredentialOptions): Authenticator | undefined {
  const { user, password, passwordFile, token, tokenFile, credsFile, nkeyFile } = options;
  if (user !== undefined) return usernamePasswordAuthenticator(user, () => readSecret(password ?? '', passwordFile));
  if (token !== undefined || tokenFile !== undefined)
    return tokenAuthenticator(() => readSecret(token ?? '', tokenFile));
  if (credsFile !== undefined) return credsAuthenticator(() => readFileSync(credsFile));
  if (nkeyFile !== undefined) return nkeyAuthenticator(() => new TextEncoder().encode(readSecret('', nkeyFile)));
  return undefined;
}

function readSecret(text: string, file: string | undefined): string {
  return file === undefined ? text : readFileSync(file, 'utf8').trim();
}

function findContradiction(options: NatsCredentialOptions): string | undefined {
  const isSet = (keys: readonly (keyof NatsCredentialOptions)[]): (keyof NatsCredentialOptions)[] =>
    keys.filter((key) => options[key] !== undefined);
  for (const group of [
    ['user', 'token', 'tokenFile', 'credsFile', 'nkeyFile'],
    ['password', 'passwordFile'],
  ] as const) {
    const given = isSet(group);
    if (given.length > 1) return `give one of ${group.join(', ')}, not ${given.join(' and ')}`;
  }
  if (options.user === undefined && isSet(['password', 'passwordFile']).length > 0) return 'a password needs a user';
  return undefined;
}
