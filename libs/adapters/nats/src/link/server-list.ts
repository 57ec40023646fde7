import type { NatsCredentialOptions } from './nats-options.js';

/** Where to connect, without anything secret. */
export interface ServerList {
  readonly servers: readonly ServerAddress[];
  /** What the URLs said about logging in. */
  readonly credentials: Pick<NatsCredentialOptions, 'user' | 'password' | 'token'>;
  /** Some URL asked for TLS. */
  readonly isTls: boolean;
}

/** One server. */
export interface ServerAddress {
  readonly host: string;
  readonly port: number;
  /** `host:port`, an IPv6 host in brackets. */
  readonly address: string;
}

const defaultPort = 4222;

/** Reads server URLs. Throws, without showing the user information, when one is malformed or there is none. */
export function parseServerList(servers: string | readonly string[]): ServerList {
  const texts = (typeof servers === 'string' ? servers.split(',') : servers).map((text) => text.trim());
  const urls = texts.filter((text) => text !== '').map(parseServerUrl);
  if (urls.length === 0) throw new Error('NATS servers: none given, expected nats://host:4222');
  const login = urls.find(({ username }) => username !== '');
  return {
    servers: urls.map(toAddress),
    credentials: login === undefined ? {} : toCredentials(login),
    isTls: urls.some(({ protocol }) => protocol === 'tls:'),
  };
}

function parseServerUrl(text: string): URL {
  const shown = text.replace(/^(\w+:\/\/)?.*@/, '$1***@');
  const url = URL.parse(text.includes('://') ? text : `nats://${text}`);
  if (url === null || url.hostname === '')
    throw new Error(`NATS server "${shown}" is not a URL, expected nats://host:4222`);
  if (url.protocol !== 'nats:' && url.protocol !== 'tls:')
    throw new Error(`NATS server "${shown}" has the scheme ${url.protocol}//, expected nats:// or tls://`);
  return url;
}

function toAddress({ hostname, port }: URL): ServerAddress {
  const number = port === '' ? defaultPort : Number(port);
  return { host: hostname.replace(/^\[(.*)\]$/, '$1'), port: number, address: `${hostname}:${number}` };
}

// as nats-server's own tools read it: a lone user name is a token
function toCredentials({ host, username, password }: URL): ServerList['credentials'] {
  try {
    if (password === '') return { token: decodeURIComponent(username) };
    return { user: decodeURIComponent(username), password: decodeURIComponent(password) };
  } catch {
    throw new Error(`NATS server "***@${host}": write % as %25 in user and password`);
  }
}
