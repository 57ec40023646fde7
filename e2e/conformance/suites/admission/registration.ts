import type { JsonObject } from '@dogwatch/admission';
import { allOk, compareJson } from '../../compare.ts';
import type { CaseResult } from '../../suite.ts';
import { registrationOf, webhookFor } from './running-webhook.ts';
import { fail, type Vector } from './vector.ts';

const tooOld = 'registration/namespace-selector-fallback';

/** The webhook configuration that the running service has registered by the options of a case. */
export async function run(vector: Vector): Promise<CaseResult> {
  if (vector.name === tooOld) return { ok: 'skipped', why: 'Kubernetes before 1.15 is not supported' };
  const { expected, config, context } = vector;
  const name = config['DD_ADMISSION_CONTROLLER_WEBHOOK_NAME'] ?? 'datadog-webhook';
  const live = await registrationOf(await webhookFor(vector), name);
  if (expected['mutatingConfiguration'] === null) return compareJson(null, live ?? null);
  if (live === undefined) return fail('nothing was registered');
  const { kind, metadata, webhooks: entries } = live as unknown as Registration;
  const webhooks = withBundle(entries, context?.caBundle ?? '');
  const actual = { kind, metadata, webhookNames: webhooks.map((webhook) => webhook['name']) };
  const given = Object.entries(actual).filter(([key]) => expected[key] !== undefined);
  return allOk([
    ...given.map(([key, value]) => compareJson(expected[key], value, { subset: true })),
    compareEntries(expected['webhooks'] as unknown as readonly JsonObject[] | undefined, webhooks),
  ]);
}

interface Registration {
  readonly kind: string;
  readonly metadata: JsonObject;
  readonly webhooks: readonly JsonObject[];
}

/** The service makes its own CA; the case names another. */
function withBundle(webhooks: readonly JsonObject[], caBundle: string): readonly JsonObject[] {
  return webhooks.map((webhook) => {
    const clientConfig = webhook['clientConfig'] as JsonObject;
    return {
      ...webhook,
      clientConfig: { ...clientConfig, ...(clientConfig['caBundle'] !== undefined && { caBundle }) },
    };
  });
}

function compareEntries(expected: readonly JsonObject[] = [], actual: readonly JsonObject[]): CaseResult {
  const wanted = expected.map((webhook) => webhook['name']);
  const found = actual.map((webhook) => webhook['name']).filter((name) => wanted.includes(name));
  return allOk([
    compareJson(wanted, found),
    ...expected.map((webhook) =>
      compareJson(
        webhook,
        actual.find(({ name }) => name === webhook['name']),
        { subset: true },
      ),
    ),
  ]);
}
