import { createTestCa } from '@dogwatch/testing';
import { describe, expect, test } from 'vitest';
import { parseTrust } from './trust.js';

describe('the authentication configuration', () => {
  test('names CAs and headers', async () => {
    const [first, second] = await Promise.all([createTestCa('one'), createTestCa('two')]);
    const parsed = parseTrust({
      'client-ca-file': `# two of them\n${first.certificate}\n${second.certificate}\n`,
      'requestheader-client-ca-file': first.certificate,
      'requestheader-allowed-names': '["aggregator"]',
      'requestheader-username-headers': '["X-Remote-User"]',
      'requestheader-group-headers': '["X-Remote-Group"]',
      'requestheader-extra-headers-prefix': '["X-Remote-Extra-"]',
    });
    expect(parsed).toMatchObject({
      ok: true,
      trust: {
        clientCas: [{}, {}],
        frontProxy: {
          allowedNames: new Set(['aggregator']),
          userHeaders: ['x-remote-user'],
          groupHeaders: ['x-remote-group'],
          uidHeaders: [],
          extraPrefixes: ['x-remote-extra-'],
        },
      },
    });
  });

  test('without a CA or a user header makes no front proxy', async () => {
    const { certificate } = await createTestCa('one');
    const parsed = [
      parseTrust({}),
      parseTrust({ 'requestheader-username-headers': '["X-Remote-User"]' }),
      parseTrust({ 'requestheader-client-ca-file': certificate }),
    ];
    for (const one of parsed) expect(one).toEqual({ ok: true, trust: { clientCas: [] } });
  });

  test.each([
    [{ 'requestheader-allowed-names': 'front-proxy' }, 'requestheader-allowed-names is not JSON'],
    [{ 'requestheader-group-headers': '{"a":1}' }, 'requestheader-group-headers is not a JSON array of texts'],
    [
      { 'client-ca-file': '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----' },
      'client-ca-file holds a PEM block that is no certificate',
    ],
  ])('%j is refused', (data, message) => {
    expect(parseTrust({ ...data })).toEqual({ ok: false, reason: 'InvalidAuthenticationConfig', message });
  });
});
