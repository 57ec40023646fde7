import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { capturingLogger, silentLogger } from '@dogwatch/telemetry';
import { nkeys } from '@nats-io/transport-node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../testing/eventually.js';
import { createLinkFixture } from '../testing/link-fixture.js';
import { natsServerBinary } from '../testing/start-test-broker.js';
import { writeTestCertificates } from '../testing/test-certificates.js';
import { createAuthenticator } from './authenticator.js';
import { connectNats } from './connect-nats.js';

const seedText = (seed: Uint8Array): string => new TextDecoder().decode(seed);

function block(what: string, text: string): string {
  return `-----BEGIN ${what}-----\n${text}\n------END ${what}------\n\n`;
}

describe('credentials', () => {
  let folder = '';
  const fixture = createLinkFixture();
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'dogwatch-credentials-'));
  });
  afterAll(async () => {
    await fixture.stop();
    await rm(folder, { recursive: true });
  });
  const write = async (name: string, text: string): Promise<string> => {
    const file = join(folder, name);
    await writeFile(file, text);
    return file;
  };

  test('come from text or files, which are read at each login', async () => {
    const passwordFile = await write('password', 'first\n');
    const authenticate = createAuthenticator({ user: 'poller', passwordFile }, silentLogger);
    expect(authenticate?.()).toEqual({ user: 'poller', pass: 'first' });
    await write('password', 'second\n');
    expect(authenticate?.()).toEqual({ user: 'poller', pass: 'second' });
    const tokenFile = await write('token', 't0ken\n');
    expect(createAuthenticator({ tokenFile }, silentLogger)?.()).toEqual({ auth_token: 't0ken' });
    expect(createAuthenticator({}, silentLogger)).toBeUndefined();
  });

  test('sign the nonce with a creds file', async () => {
    const user = nkeys.createUser();
    const seed = seedText(user.getSeed());
    const jwt = 'header.body.signature';
    const credsFile = await write('user.creds', block('NATS USER JWT', jwt) + block('USER NKEY SEED', seed));
    const auth = createAuthenticator({ credsFile }, silentLogger)?.('nonce');
    expect(auth).toMatchObject({ jwt, nkey: user.getPublicKey() });
    expect(JSON.stringify(auth)).not.toContain(seed);
  });

  test('that cannot be read are logged and do not end the link', () => {
    const { logger, lines } = capturingLogger();
    const authenticate = createAuthenticator({ credsFile: join(folder, 'missing') }, logger);
    expect(authenticate?.('nonce')).toBeUndefined();
    expect(lines).toMatchObject([{ level: 'error', problem: expect.stringContaining('missing') }]);
  });

  test.each([
    [{ user: 'a', token: 'b' }, 'not user and token'],
    [{ user: 'a', password: 'b', passwordFile: 'c' }, 'not password and passwordFile'],
    [{ password: 'b' }, 'a password needs a user'],
  ])('are refused when they contradict each other: %j', (options, message) => {
    const connecting = (): unknown => connectNats({ servers: 'a', name: 'test', log: silentLogger, ...options });
    expect(connecting).toThrow(message);
  });

  test.skipIf(natsServerBinary === undefined)('of an nkey open a real server', async () => {
    const user = nkeys.createUser();
    const configuration = `authorization { users: [ { nkey: ${user.getPublicKey()} } ] }`;
    const { url } = await fixture.broker('nats-server', { configuration });
    const link = fixture.link({ servers: url, nkeyFile: await write('seed', seedText(user.getSeed())) });
    await link.connected();
    expect(link.state().connected).toBe(true);
  });

  test.skipIf(natsServerBinary === undefined)('of a client certificate open a real server over TLS', async () => {
    await writeTestCertificates(folder);
    const [caFile, certFile, keyFile] = ['ca.pem', 'tls.pem', 'tls.key'].map((name) => join(folder, name));
    const files = `cert_file: "${certFile}", key_file: "${keyFile}", ca_file: "${caFile}"`;
    const { port } = await fixture.broker('nats-server', { configuration: `tls { ${files}, verify: true }` });
    const servers = `tls://localhost:${port}`;
    const link = fixture.link({ servers, tls: { caFile, certFile, keyFile } });
    const without = fixture.link({ servers, tls: { caFile }, connectTimeoutMillis: 400 });
    const distrusting = fixture.link({ servers });
    await link.connected();
    expect(link.state().connected).toBe(true);
    await eventually(() => without.state().lastError?.includes('may want a client certificate') === true);
    await eventually(() => distrusting.state().lastError?.includes('unable to verify') === true);
  });

  test('are not sent in the clear when TLS was asked for', async () => {
    const { url } = await fixture.broker('embedded');
    const { logger, lines } = capturingLogger();
    const link = fixture.link({ servers: url.replace('nats:', 'tls:'), log: logger });
    await eventually(() => lines.length === 1);
    expect(link.state()).toMatchObject({ connected: false, lastError: expect.stringContaining('tls') });
  });
});
