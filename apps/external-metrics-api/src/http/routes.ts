import { type Answer, answerText, answerWith } from './answer.js';
import { groupVersion, group, version } from './api-objects.js';
import { groupDocument, groupListDocument, resourceListDocument } from './discovery.js';
import { openApiDocuments } from './openapi.js';
import type { RequestInfo, ResourcePath } from './request-info.js';
import { methodNotAllowed, pathNotFound } from './status.js';

/** What the routes that are no metric need. */
export interface RouteSources {
  /** Version of this program. */
  readonly version: string;
  /** Undefined when metrics can be served, else why they cannot. */
  readonly unreadyReason: () => string | undefined;
  /** The Prometheus text of /metrics. */
  readonly metricsText: () => Promise<string>;
}

/** Finds what a path answers, metrics aside. */
export type AnswerPath = (info: RequestInfo) => Answer | Promise<Answer>;

/** The metric that a path means: exactly `/apis/external.metrics.k8s.io/v1beta1/namespaces/<ns>/<metric>`. */
export function toMetricPath({ resource }: RequestInfo): ResourcePath | undefined {
  if (resource === undefined || resource.group !== group || resource.version !== version) return undefined;
  return resource.namespace !== '' && resource.name === '' && resource.resource !== '' ? resource : undefined;
}

/** Answers discovery, OpenAPI, health, version and telemetry; everything else is 404. */
export function createPathAnswers(sources: RouteSources): AnswerPath {
  const fixed = new Map<string, Answer>([
    ['/apis', answerWith(groupListDocument)],
    [`/apis/${group}`, answerWith(groupDocument)],
    [`/apis/${groupVersion}`, answerWith(resourceListDocument)],
    ['/healthz', answerText(200, 'ok')],
    ['/livez', answerText(200, 'ok')],
    ['/version', toVersionDocument(sources.version)],
    ...openApiDocuments(),
  ]);
  const paths = [...fixed.keys(), '/metrics', '/readyz'].sort();
  const root: Answer = { type: 'document', json: JSON.stringify({ paths }) };
  const live = new Map<string, () => Answer | Promise<Answer>>([
    ['/', () => root],
    ['/readyz', () => toReadiness(sources.unreadyReason())],
    ['/metrics', () => toMetrics(sources)],
  ]);
  return ({ method, path }) => {
    const trimmed = path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
    const answer = fixed.get(trimmed) ?? live.get(trimmed);
    if (answer === undefined) return answerWith(pathNotFound);
    if (method !== 'GET' && method !== 'HEAD') return answerWith(methodNotAllowed(method, trimmed));
    return typeof answer === 'function' ? answer() : answer;
  };
}

function toReadiness(unreadyReason: string | undefined): Answer {
  return unreadyReason === undefined ? answerText(200, 'ok') : answerText(503, `not ready: ${unreadyReason}`);
}

async function toMetrics(sources: RouteSources): Promise<Answer> {
  const contentType = 'text/plain; version=0.0.4; charset=utf-8';
  return { type: 'text', code: 200, contentType, text: await sources.metricsText() };
}

function toVersionDocument(gitVersion: string): Answer {
  const [major = '0', minor = '0'] = gitVersion.replace(/^v/, '').split('.');
  return { type: 'document', json: JSON.stringify({ major, minor, gitVersion }) };
}
