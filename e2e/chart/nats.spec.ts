import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { apps, chart, envOf, find, type Rendered, render } from './helm.ts';

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
    for (const app of apps) {
      const inbox = `${String(envOf(objects, app)['NATS_INBOX_PREFIX'])}.>`;
      expect(permissions[app]).toMatchObject({ subscribe: expect.arrayContaining([inbox]), allow_responses: true });
    }
  });
});
