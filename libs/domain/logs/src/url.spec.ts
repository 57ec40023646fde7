import { expect, it } from 'vitest';
import { parseUrl } from './url.js';

it.each([
  [
    'https://Shop.example/cart?a=1&b=x%20y#top',
    { scheme: 'https', host: 'shop.example', path: '/cart', queryString: { a: '1', b: 'x%20y' } },
  ],
  ['http://10.0.0.1:8080', { scheme: 'http', host: '10.0.0.1', port: 8080, path: '' }],
  ['http://[2001:db8::1]:8080/x', { scheme: 'http', host: '[2001:db8::1]', port: 8080, path: '/x' }],
  ['http://[2001:db8::1]', { scheme: 'http', host: '[2001:db8::1]', path: '' }],
  ['ftp://user:p@ss@files.example/a', { scheme: 'ftp', host: 'files.example', path: '/a' }],
  ['/cart/?next=https://a.example/b', { path: '/cart/', queryString: { next: 'https://a.example/b' } }],
  ['shop.example/cart', { path: 'shop.example/cart' }],
  ['/a#b?c=d', { path: '/a' }],
  ['/a?', { path: '/a' }],
  ['?a', { path: '', queryString: { a: '' } }],
  ['//a//b', { path: '//a//b' }],
])('reads %s', (url, expected) => {
  expect(parseUrl(url)).toEqual(expected);
});

it('keeps differing parameters of one name, once each', () => {
  expect(parseUrl('/?a=1&a=1&a=2&a=2&a=3')).toEqual({ path: '/', queryString: { a: ['1', '2', '3'] } });
});

it('cannot read an address whose port is no number', () => {
  expect(parseUrl('http://shop.example:eighty/')).toBeUndefined();
});

it.each([
  ['/a//', '/a'],
  ['/', '/'],
  ['//', '/'],
  ['', ''],
])('takes the slashes off the end of %j when asked', (url, path) => {
  expect(parseUrl(url, { normalizeEndingSlashes: true })).toEqual({ path });
});

it('takes a parameter called __proto__ as it takes any other', () => {
  const details = parseUrl('/?__proto__=1');
  expect(JSON.stringify(details)).toBe('{"path":"/","queryString":{"__proto__":"1"}}');
});
