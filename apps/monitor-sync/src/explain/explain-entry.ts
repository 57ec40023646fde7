import type { ExplainStep } from '@dogwatch/messages';
import { errorOf, type MonitorReason, type SyncStep } from '@dogwatch/monitors';
import type { SyncEntry } from '../sync/sync-entry.js';
import type { Decision } from '../sync/synchronizing.js';

/** What to do about a reason; those without an entry explain themselves. */
const advice: Readonly<Partial<Record<MonitorReason, string>>> = {
  AdoptedElsewhere: 'Remove the annotation monitor.datadoghq.com/adopt-id, or delete the resource that has the object.',
  BadQuery: 'Correct spec.query; `dogwatch monitor check` shows where the mistake is.',
  BadReference: 'Create the DatadogMonitor that the query names, or correct the name.',
  Duplicate:
    'Change the spec, or take the monitor over with the annotation monitor.datadoghq.com/adopt-id and the id that the message names.',
  Forbidden: 'Check DD_API_KEY, DD_APP_KEY and DD_SITE, and that the application key has the scopes to read and write.',
  NotKept:
    'Give the fields that the message names the values that Datadog makes of them, or stop what else writes them.',
  RateLimited: 'Raise DD_MONITOR_SYNC_PERIOD, or ask Datadog for a higher limit.',
  Refused: 'Change the spec as the message says; the same one is not sent again.',
  TypeChanged: 'Delete the resource and create it again, or set the type back.',
};

/** The chain from resource to object and back, one step a link, in plain words. */
export function explainEntry(entry: SyncEntry, decision: Decision | undefined, nowMillis: number): ExplainStep[] {
  if (decision === undefined) {
    return [{ subject: 'definition', state: 'failed', text: 'The resource names a type that is not known.' }];
  }
  return [
    explainDefinition(decision),
    explainObject(entry, decision),
    ...explainCall(entry, nowMillis),
    ...explainReading(decision),
    explainNext(decision.step),
    ...explainError(entry),
    ...explainState(entry),
  ];
}

function explainDefinition({ target }: Decision): ExplainStep {
  const { rendered } = target;
  if (!rendered.ok) {
    const [first] = rendered.problems;
    const text = `It cannot be sent: ${rendered.problems.map(({ message }) => message.replace(/\.$/, '')).join('; ')}.`;
    return { subject: 'definition', state: 'failed', text, ...withReason(first?.reason) };
  }
  const query = rendered.body['query'];
  const text = typeof query === 'string' ? `The query is ${query}` : 'The definition can be sent';
  return { subject: 'definition', state: 'ok', text: `${text}; in Datadog it carries ${target.ownerTag}.` };
}

function explainObject({ state }: SyncEntry, { target, view }: Decision): ExplainStep {
  const { noun } = target.kind;
  if (state.id === undefined) return { subject: 'object', state: 'warning', text: `There is no ${noun} yet.` };
  const policy = view.deletionPolicy === 'Orphan' || !state.isPrimary ? 'stays' : 'is deleted';
  const text = `It is ${noun} ${state.id}, which ${policy} when the resource goes.`;
  return { subject: 'object', state: 'ok', text };
}

function explainCall({ lastCall }: SyncEntry, nowMillis: number): ExplainStep[] {
  if (lastCall === undefined) return [];
  const { call, status, atMillis } = lastCall;
  const answered = status === 0 ? 'had no answer' : `was answered with ${status}`;
  const text = `${call.method} ${call.path} ${answered} ${toSeconds(nowMillis - atMillis)} ago.`;
  const isOk = (status >= 200 && status < 300) || status === 404;
  return [{ subject: 'call', state: isOk ? 'ok' : 'warning', text }];
}

function explainReading({ view }: Decision): ExplainStep[] {
  const { observed, differences, nowMillis } = view;
  if (observed.state === 'unknown') return [];
  const age = toSeconds(nowMillis - observed.atMillis);
  if (observed.state !== 'present') {
    return [
      { subject: 'reading', state: 'warning', text: `It was not in Datadog when that was looked at ${age} ago.` },
    ];
  }
  if (differences.length === 0)
    return [{ subject: 'reading', state: 'ok', text: `It was as it should be ${age} ago.` }];
  const paths = differences.map(({ path }) => path).join(', ');
  return [{ subject: 'reading', state: 'warning', text: `It differed ${age} ago in ${paths}.` }];
}

const intents: Readonly<Record<SyncStep['do'], string>> = {
  'add-finalizer': 'The finalizer is added first.',
  adopt: 'It takes over an object that is there.',
  create: 'It is to be created.',
  delete: 'It is to be deleted.',
  'find-by-owner': 'It is looked for by its owner tag.',
  nothing: 'Nothing is done',
  read: 'It is to be read.',
  refuse: 'Nothing is sent.',
  release: 'The resource is let go.',
  report: 'Nothing is to be done.',
  update: 'It is to be put back as the resource says.',
  wait: 'Nothing is done',
};

function explainNext(step: SyncStep): ExplainStep {
  const why = step.do === 'nothing' || step.do === 'wait' ? `: ${step.why}.` : '';
  const state = step.do === 'wait' || step.do === 'refuse' ? 'warning' : 'info';
  return { subject: 'next', state, text: `${intents[step.do]}${why}` };
}

function explainError({ state }: SyncEntry): ExplainStep[] {
  const error = errorOf(state.status);
  if (error === undefined) return [];
  const { reason = '', message = '' } = error;
  return [{ subject: 'error', state: 'failed', text: message, ...withReason(reason) }];
}

function explainState({ state }: SyncEntry): ExplainStep[] {
  const { monitorState, monitorStateLastTransitionTime: since } = state.status;
  if (typeof monitorState !== 'string') return [];
  const text = `The state is ${monitorState}${typeof since === 'string' ? `, since ${since}` : ''}.`;
  return [{ subject: 'state', state: 'ok', text }];
}

function withReason(reason: string | undefined): Pick<ExplainStep, 'advice' | 'reason'> {
  if (reason === undefined) return {};
  const known: Readonly<Record<string, string>> = advice;
  const text = known[reason];
  return { reason, ...(text === undefined ? {} : { advice: text }) };
}

function toSeconds(millis: number): string {
  return `${Math.max(0, Math.round(millis / 1000))} s`;
}
