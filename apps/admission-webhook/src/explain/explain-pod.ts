import type { Decision, JsonValue } from '@dogwatch/admission';
import type { ExplainStep } from '@dogwatch/messages';
import { enabledLabel, labelsOf, rehearse, type Rehearsal } from '../review/rehearse.js';
import type { Rules } from '../review/rules.js';
import type { RepeatedDecision } from './decision-log.js';

const states = { applied: 'ok', skipped: 'info', failed: 'failed' } as const;
/** Two rounds of the three webhooks. */
const maxPast = 6;

/** What was decided when the pod was created, as this replica remembers it: the newest first. */
export function explainPast(decisions: readonly RepeatedDecision[]): readonly ExplainStep[] {
  return decisions
    .slice(0, maxPast)
    .flatMap(({ atMillis, mutation, outcome, dryRun, times, decisions }): ExplainStep[] => [
      {
        subject: mutation,
        state: outcome === 'failed' ? 'failed' : 'info',
        text: `${toWhen(atMillis, times)} was ${outcome}${dryRun ? ' in a dry run' : ''}.`,
      },
      ...decisions.map(toStep),
    ]);
}

function toWhen(atMillis: number, times: number): string {
  const at = `At ${new Date(atMillis).toISOString()} the pod`;
  return times === 1 ? at : `${at}, the last of ${times} that were decided alike,`;
}

/** What the running rules make of a pod now: which switch, source and target decide, what is injected, and why not. */
export async function explainNow(pod: JsonValue, namespace: string, options: Rules): Promise<readonly ExplainStep[]> {
  const rehearsals = await rehearse(pod, namespace, options);
  return rehearsals.flatMap((rehearsal) => [toSummary(rehearsal, pod, namespace), ...toSteps(rehearsal)]);
}

function toSteps({ mutation }: Rehearsal): readonly ExplainStep[] {
  return (mutation?.decisions ?? []).map(toStep);
}

function toSummary({ webhook: subject, unasked, mutation }: Rehearsal, pod: JsonValue, namespace: string): ExplainStep {
  const edits = mutation?.edits.length ?? 0;
  switch (unasked) {
    case 'WebhookDisabled':
      return { subject, state: 'warning', reason: unasked, text: 'It is turned off by its option.' };
    case 'ExcludedNamespace':
      return {
        subject,
        state: 'warning',
        reason: unasked,
        text: `The API server does not send pods of the namespace ${namespace} to it.`,
        advice: 'Use another namespace: kube-system, that of this release and disabled ones are left alone.',
      };
    case 'NotOptedIn':
      return {
        subject,
        state: 'warning',
        reason: unasked,
        text: `The API server does not send this pod to it: its label ${enabledLabel} is ${toShown(labelsOf(pod))}.`,
        advice: `Label the pod, in the template of its Deployment, with ${enabledLabel}: "true".`,
      };
    default:
      return edits === 0
        ? { subject, state: 'info', text: 'It would change nothing.' }
        : { subject, state: 'ok', text: `It would make ${edits} ${edits === 1 ? 'change' : 'changes'}.` };
  }
}

function toShown(labels: Readonly<Record<string, string>>): string {
  const value = labels[enabledLabel];
  return value === undefined ? 'not set' : `"${value}"`;
}

function toStep({ rule, outcome, reason, message, warns }: Decision): ExplainStep {
  const state = warns === true && outcome === 'skipped' ? 'warning' : states[outcome];
  const text = message.charAt(0).toUpperCase() + message.slice(1);
  return { subject: rule, state, reason, text: /[.!?]$/.test(text) ? text : `${text}.` };
}
