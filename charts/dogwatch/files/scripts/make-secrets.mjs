// Makes Secrets that are not there and fills in keys that they lack; what is there stays.
//   SECRETS={"name":["key"]} NAMESPACE=... METADATA={"labels":{},"annotations":{}} node make-secrets.mjs
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';

const folder = '/var/run/secrets/kubernetes.io/serviceaccount';
const token = readFileSync(process.env.TOKEN_FILE ?? `${folder}/token`, 'utf8').trim();
const server = process.env.KUBERNETES_URL ?? 'https://kubernetes.default.svc';
const url = `${server}/api/v1/namespaces/${process.env.NAMESPACE}/secrets`;
const metadata = JSON.parse(process.env.METADATA ?? '{}');

async function call(method, path, body, type = 'application/json') {
  const headers = { authorization: `Bearer ${token}`, 'content-type': type };
  const answer = await fetch(`${url}${path}`, { method, headers, body: body && JSON.stringify(body) });
  const text = await answer.text();
  if (answer.ok) return JSON.parse(text);
  if (method === 'GET' && answer.status === 404) return undefined;
  throw new Error(`${method} ${url}${path}: ${answer.status} ${text}`);
}

/** Letters and digits, a letter first. */
function makePassword() {
  return `p${randomBytes(20).toString('hex')}`;
}

for (const [name, keys] of Object.entries(JSON.parse(process.env.SECRETS ?? '{}'))) {
  const found = await call('GET', `/${name}`);
  const missing = keys.filter((key) => found?.data?.[key] === undefined);
  const stringData = Object.fromEntries(missing.map((key) => [key, makePassword()]));
  if (found === undefined) await call('POST', '', { apiVersion: 'v1', kind: 'Secret', metadata: { ...metadata, name }, stringData });
  else if (missing.length > 0) await call('PATCH', `/${name}`, { stringData }, 'application/merge-patch+json');
  process.stdout.write(`${name}: ${missing.length} of ${keys.length} keys made\n`);
}
