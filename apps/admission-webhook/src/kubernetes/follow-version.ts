import type { Readable } from 'node:stream';
import { isJsonObject, parseJson, textAt } from '@dogwatch/admission';
import type { KubeClient } from '@dogwatch/kube';

/** Asks for the version of the API server until it is known, and from time to time again. Returns how to stop. */
export function followVersion(
  client: Pick<KubeClient, 'raw'>,
  onVersion: (version: string) => void,
  timing = { retryMillis: 10_000, refreshMillis: 3_600_000 },
): () => void {
  const stopping = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const ask = async (): Promise<void> => {
    const version = await readVersion(client, stopping.signal);
    if (stopping.signal.aborted) return;
    if (version !== undefined) onVersion(version);
    timer = setTimeout(() => void ask(), version === undefined ? timing.retryMillis : timing.refreshMillis);
    timer.unref();
  };
  void ask();
  return () => {
    stopping.abort();
    clearTimeout(timer);
  };
}

async function readVersion(client: Pick<KubeClient, 'raw'>, signal: AbortSignal): Promise<string | undefined> {
  const answer = await client.raw('GET', '/version', { signal });
  if (!answer.ok) return undefined;
  const json = parseJson(await readText(answer.value.body).catch(() => ''));
  return json.ok && isJsonObject(json.value) ? textAt(json.value, 'gitVersion') : undefined;
}

async function readText(body: Readable): Promise<string> {
  let text = '';
  body.setEncoding('utf8');
  for await (const chunk of body) text += String(chunk);
  return text;
}
