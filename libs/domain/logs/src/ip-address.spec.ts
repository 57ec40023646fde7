import { expect, it } from 'vitest';
import { ipGroups, parseIp } from './ip-address.js';

function groupsOf(text: string): string | undefined {
  const groups = new Uint16Array(ipGroups);
  return parseIp(text, groups) ? [...groups].map((group) => group.toString(16)).join(':') : undefined;
}

it.each([
  ['1.2.3.4', '0:0:0:0:0:ffff:102:304'],
  ['255.255.255.255', '0:0:0:0:0:ffff:ffff:ffff'],
  ['::', '0:0:0:0:0:0:0:0'],
  ['::1', '0:0:0:0:0:0:0:1'],
  ['1::', '1:0:0:0:0:0:0:0'],
  ['2001:DB8::ff:1', '2001:db8:0:0:0:0:ff:1'],
  ['1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7:8'],
  ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
  ['::ffff:10.0.0.1', '0:0:0:0:0:ffff:a00:1'],
  ['1:2:3:4:5:6:1.2.3.4', '1:2:3:4:5:6:102:304'],
])('reads %s', (text, groups) => {
  expect(groupsOf(text)).toBe(groups);
});

it.each([
  '',
  '1.2.3',
  '1.2.3.4.5',
  '1.2.3.256',
  '01.2.3.4',
  '1.2.3.4 ',
  '1.2..4',
  '-1.2.3.4',
  ':',
  ':1',
  '1:',
  ':::',
  '1::2::3',
  '1:2:3:4:5:6:7',
  '1:2:3:4:5:6:7:8:9',
  '1:2:3:4:5:6:7:8::',
  '12345::',
  'g::',
  'fe80::1%eth0',
  '1:2:3:4:5:6:7:1.2.3.4',
  '::1.2.3',
])('refuses %j', (text) => {
  expect(groupsOf(text)).toBeUndefined();
});
