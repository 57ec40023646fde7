import { describe, expect, it } from 'vitest';
import { createConnections, parseProxySettings, proxyFor } from './proxy.js';

describe('parseProxySettings', () => {
  it('prefers the DD_ variables and reads a list with blanks', () => {
    const env = {
      DD_PROXY_HTTPS: 'http://dd:3128',
      HTTPS_PROXY: 'http://other:3128',
      http_proxy: 'http://plain:3128',
      DD_PROXY_NO_PROXY: 'a.com  b.com,c.com',
      NO_PROXY: 'd.com',
    };
    expect(parseProxySettings(env)).toEqual({
      https: 'http://dd:3128',
      http: 'http://plain:3128',
      noProxy: ['a.com', 'b.com', 'c.com'],
    });
    expect(parseProxySettings({ DD_PROXY_HTTP: '' })).toEqual({ noProxy: [] });
  });
});

function settings(...noProxy: string[]) {
  return { http: 'http://p1', https: 'http://p2', noProxy };
}

describe('proxyFor', () => {
  it('goes by the scheme, without falling from one to the other', () => {
    expect(proxyFor(new URL('https://api.x.com'), settings())).toBe('http://p2');
    expect(proxyFor(new URL('http://api.x.com'), settings())).toBe('http://p1');
    expect(proxyFor(new URL('https://api.x.com'), { http: 'http://p1', noProxy: [] })).toBeUndefined();
  });

  it.each([
    ['*', true],
    ['x.com', true],
    ['.x.com', true],
    ['*.x.com', true],
    ['API.X.COM', true],
    ['api.x.com:443', true],
    ['api.x.com:8443', false],
    ['pi.x.com', false],
    ['10.0.0.0/8', false],
  ])('https://api.x.com under %s is direct: %s', (rule, isDirect) => {
    expect(proxyFor(new URL('https://api.x.com'), settings(rule)) === undefined).toBe(isDirect);
  });

  it.each([
    ['http://10.1.2.3:8080', '10.0.0.0/8', true],
    ['http://11.1.2.3:8080', '10.0.0.0/8', false],
    ['http://[fd00::1]/', 'fd00::/8', true],
    ['http://[fd00::1]/', 'fd00::1', true],
    ['http://10.1.2.3', '10.0.0.0/99', false],
    ['http://10.1.2.3', 'nonsense/8', false],
  ])('%s under %s is direct: %s', (url, rule, isDirect) => {
    expect(proxyFor(new URL(url), settings(rule)) === undefined).toBe(isDirect);
  });
});

function createNonsense() {
  return createConnections({ https: 'secret-proxy:nonsense:', noProxy: [] }, 1);
}

describe('createConnections', () => {
  it('refuses a proxy that is no URL, without repeating it', () => {
    expect(createNonsense).toThrow('DD_PROXY_HTTPS');
    expect(createNonsense).not.toThrow('secret-proxy');
  });
});
