import { BlockList, isIP } from 'node:net';
import { Agent, type Dispatcher, ProxyAgent } from 'undici';

/** Environment variables by name. */
type Env = Readonly<Record<string, string | undefined>>;

/** The proxies between us and Datadog. */
export interface ProxySettings {
  /** For endpoints with `http://`. */
  readonly http?: string;
  /** For endpoints with `https://`; the connection goes through it by CONNECT. */
  readonly https?: string;
  /** Hosts reached directly: a name stands for its subdomains too, `host:port` for one port, `10.0.0.0/8` for a network, `*` for all. */
  readonly noProxy: readonly string[];
}

/**
 * Reads DD_PROXY_HTTP, DD_PROXY_HTTPS and DD_PROXY_NO_PROXY; for each that is not set HTTP_PROXY, HTTPS_PROXY and NO_PROXY, in
 * capitals or small. Hosts may be separated by blanks or commas. Rejects nothing: a wrong URL is told by `createDatadogClient`.
 */
export function parseProxySettings(env: Env): ProxySettings {
  const read = (...names: readonly string[]): string | undefined =>
    names.map((name) => env[name]?.trim()).find((value) => value !== undefined && value !== '');
  const http = read('DD_PROXY_HTTP', 'HTTP_PROXY', 'http_proxy');
  const https = read('DD_PROXY_HTTPS', 'HTTPS_PROXY', 'https_proxy');
  const noProxy = read('DD_PROXY_NO_PROXY', 'NO_PROXY', 'no_proxy') ?? '';
  return {
    ...(http === undefined ? {} : { http }),
    ...(https === undefined ? {} : { https }),
    noProxy: noProxy.split(/[\s,]+/).filter((host) => host !== ''),
  };
}

/** The proxy for a URL; undefined when it is reached directly. */
export function proxyFor(url: URL, { http, https, noProxy }: ProxySettings): string | undefined {
  const proxy = url.protocol === 'https:' ? https : http;
  return proxy === undefined || noProxy.some((rule) => matchesHost(url, rule)) ? undefined : proxy;
}

function matchesHost(url: URL, rule: string): boolean {
  if (rule === '*') return true;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (rule.includes('/')) return isInNetwork(host, rule);
  const [, name = rule, port] = /^(.*[^:]):(\d+)$/.exec(rule) ?? [];
  const isPort = port === undefined || port === (url.port || (url.protocol === 'https:' ? '443' : '80'));
  const suffix = name
    .toLowerCase()
    .replace(/^\*?\./, '')
    .replace(/^\[|\]$/g, '');
  return isPort && (host === suffix || host.endsWith(`.${suffix}`));
}

function isInNetwork(host: string, rule: string): boolean {
  const [network = '', bits = ''] = rule.split('/');
  const family = isIP(network) === 6 ? 'ipv6' : 'ipv4';
  const isWhole = isIP(network) !== 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= (family === 'ipv6' ? 128 : 32);
  if (!isWhole || isIP(host) === 0) return false;
  const list = new BlockList();
  list.addSubnet(network, Number(bits), family);
  return list.check(host, isIP(host) === 6 ? 'ipv6' : 'ipv4');
}

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

/** Chooses the connections for a URL and owns them. */
export interface Connections {
  for(url: URL): Dispatcher;
  /** Closes all; calls under way fail. */
  close(): Promise<void>;
}

/** Connections, direct or through the proxies, at most `maxConnections` to each origin. Throws when a proxy is no URL. */
export function createConnections(settings: ProxySettings, maxConnections: number): Connections {
  const options = { connections: maxConnections, allowH2: false, connect: { timeout: 5000 } };
  const direct = new Agent(options);
  const proxies = new Map<string, Dispatcher>();
  for (const uri of [settings.http, settings.https]) {
    if (uri === undefined) continue;
    if (!isHttpUrl(uri))
      throw new Error('A proxy (DD_PROXY_HTTP, DD_PROXY_HTTPS) is not a URL such as http://host:3128.');
    proxies.set(uri, new ProxyAgent({ ...options, uri, proxyTunnel: false }));
  }
  return {
    for: (url) => proxies.get(proxyFor(url, settings) ?? '') ?? direct,
    close: async () =>
      void (await Promise.all([direct, ...proxies.values()].map((dispatcher) => dispatcher.destroy()))),
  };
}
