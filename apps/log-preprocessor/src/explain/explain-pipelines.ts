import { explainRequest, explainSubject, type ExplainAnswer, type ExplainStep } from '@dogwatch/messages';
import type { NatsLink } from '@dogwatch/nats';
import type { PipelinesState } from '../pipelines/follow-pipelines.js';

/** What answers are made from. */
export interface ExplainOptions {
  readonly link: Pick<NatsLink, 'respondJson'>;
  readonly app: string;
  readonly instance: string;
  readonly pipelines: () => PipelinesState;
  /** The places that are switched off, each with the reason. */
  readonly disabled: () => ReadonlyMap<string, string>;
}

/** Answers over NATS which pipelines are in use, which are not, and why. Returns how to stop. */
export function respondToExplain(options: ExplainOptions): () => Promise<void> {
  const { link, app, instance } = options;
  const responder = link.respondJson(
    explainSubject,
    explainRequest,
    ({ kind }) => {
      const steps = kind === 'pipelines' ? explainPipelines(options.pipelines(), options.disabled()) : [];
      return { ok: true, value: { app, instance, known: steps.length > 0, steps: [...steps] } satisfies ExplainAnswer };
    },
    { keys: { app } },
  );
  return () => responder.stop();
}

/** The pipelines in words: the set in use, what is wrong or doubtful, what is switched off. */
export function explainPipelines(state: PipelinesState, disabled: ReadonlyMap<string, string>): readonly ExplainStep[] {
  return [
    explainSet(state),
    ...state.loaded.map(({ name, source, isEnabled }, index): ExplainStep => {
      const text = `${index + 1}. ${name} (${source})${isEnabled ? '' : ' is not enabled'}`;
      return { subject: 'pipeline', state: isEnabled ? 'ok' : 'info', text };
    }),
    ...state.problems.map(({ severity, reason, pipeline, path, message }): ExplainStep => ({
      subject: 'problem',
      state: severity === 'error' ? 'failed' : 'warning',
      text: `${pipeline === '' ? '' : `${pipeline}: `}${path}: ${message}`,
      reason,
    })),
    ...Array.from(disabled, ([place, why]): ExplainStep => ({
      subject: 'rule',
      state: 'warning',
      text: `${place} is switched off: ${why}`,
      reason: 'RuleTooSlow',
      advice: 'Make the rule simpler; it works again when the pipelines change.',
    })),
  ];
}

function explainSet({ loaded, loadedAtMillis, refusal }: PipelinesState): ExplainStep {
  const since = loadedAtMillis === undefined ? '' : ` since ${new Date(loadedAtMillis).toISOString()}`;
  const inUse = loadedAtMillis === undefined ? 'No pipelines are in use' : `Pipelines in use${since}: ${loaded.length}`;
  if (refusal === undefined) return { subject: 'set', state: 'ok', text: `${inUse}.` };
  const text = `${inUse}; what was read last is refused: ${refusal}`;
  return { subject: 'set', state: 'failed', text, reason: 'PipelinesRefused', advice: 'Correct what is named.' };
}
