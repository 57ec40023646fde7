// Deletes objects that services or Jobs have made and that Helm does not know; those that are not there do not matter.
//   PATHS=["/api/v1/namespaces/NS/secrets/NAME"] node delete-leftovers.mjs
import { readFileSync } from 'node:fs';

const folder = '/var/run/secrets/kubernetes.io/serviceaccount';
const token = readFileSync(process.env.TOKEN_FILE ?? `${folder}/token`, 'utf8').trim();
const server = process.env.KUBERNETES_URL ?? 'https://kubernetes.default.svc';

for (const path of JSON.parse(process.env.PATHS ?? '[]')) {
  const answer = await fetch(`${server}${path}`, { method: 'DELETE', headers: { authorization: `Bearer ${token}` } });
  const text = await answer.text();
  if (!answer.ok && answer.status !== 404) throw new Error(`DELETE ${path}: ${answer.status} ${text}`);
  process.stdout.write(`${path}: ${answer.ok ? 'deleted' : 'not there'}\n`);
}
