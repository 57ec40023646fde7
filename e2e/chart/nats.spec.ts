import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { chart, envOf, find, type Rendered, render } from './helm.ts';
import { services } from '../services.ts';

/** Permissions of each user in the configuration of our server. */
function permissionsOf(objects: readonly Rendered[]): Record<string, unknown> {
  const config: string = find(objects, 'ConfigMap', 'nats')['data']['nats.conf'];
  const users = config.matchAll(/\{user: ([\w-]+), password: \$\w+, permissions: (\{.*\})\}/g);
  return Object.fromEntries([...users].map(([, name = '', permissions = '']) => [name, JSON.parse(permissions)]));
}

describe('the users of NATS', () => {
  const text = readFileSync(`${chart}/files/nats-users.yaml`, 'utf8');

  it('may do what the file for servers of others says, and nothing else', async () => {
    expect(permissionsOf(await render())).toEqual(parse(text.replaceAll('$(root)', 'dogwatch')));
  });

  it('have their subjects under the root that is set', async () => {
    const objects = await render('--set', 'nats.subjectRoot=acme');
    expect(permissionsOf(objects)).toEqual(parse(text.replaceAll('$(root)', 'acme')));
  });

  it('read the inbox that their service is told, and answer', async () => {
    const objects = await render();
    const permissions = permissionsOf(objects);
    for (const app of services) {
      const inbox = `${String(envOf(objects, app)['NATS_INBOX_PREFIX'])}.>`;
      expect(permissions[app]).toMatchObject({ subscribe: expect.arrayContaining([inbox]), allow_responses: true });
    }
  });
});

/** What Go in the server takes for the limit of its memory, in each place where it is said. */
async function limitOf(...args: readonly string[]): Promise<unknown[]> {
  const [container] = find(await render(...args), 'StatefulSet', 'nats')['spec'].template.spec.containers;
  const env: { name: string; value?: string }[] = container.env;
  return env.filter(({ name }) => name === 'GOMEMLIMIT').map(({ value }) => value);
}

describe('the memory of NATS', () => {
  it('is known to it, so that it gives some back before the container ends', async () => {
    expect(await limitOf()).toEqual([String(Math.floor(0.9 * 512 * 2 ** 20))]);
    expect(await limitOf('--set', 'nats.resources.limits.memory=2G')).toEqual(['1800000000']);
    expect(await limitOf('--set', 'nats.resources.limits.memory=null')).toEqual([]);
    expect(await limitOf('--set-json', 'nats.env=[{"name":"GOMEMLIMIT","value":"1GiB"}]')).toEqual(['1GiB']);
  });
});
