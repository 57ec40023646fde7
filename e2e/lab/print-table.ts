import { printTable as render, tableMediaType } from '@dogwatch/control-plane';
import { send } from './apply.ts';
import type { Lab } from './lab.ts';

/** What `kubectl get` prints for an API path: the API server makes the columns. */
export async function printTable({ client }: Lab, path: string): Promise<string> {
  return render(await send(client, 'GET', path, { headers: { accept: tableMediaType } }));
}
