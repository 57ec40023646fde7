import type { IncomingHttpHeaders } from 'node:http';
import type { TLSSocket } from 'node:tls';
import type { SpanContext } from '@opentelemetry/api';
import type { Authenticate } from '../authentication/authenticate.js';
import type { Identity } from '../authentication/identity.js';
import type { Authorize } from '../authorization/authorize.js';
import { forbidden } from '../authorization/forbidden.js';
import { andThen } from './and-then.js';
import { type Answer, answerWith } from './answer.js';
import type { ExternalMetricValueList, Status } from './api-objects.js';
import { checkListOptions } from './check-list-options.js';
import { parseRequestInfo, type RequestInfo, type ResourcePath } from './request-info.js';
import { type AnswerPath, toMetricPath } from './routes.js';
import { badRequest, unauthorized, verbNotSupported } from './status.js';

/** A read of one metric. */
export interface MetricRequest {
  readonly namespace: string;
  readonly metric: string;
  /** The text of the request; known to be a label selector. */
  readonly labelSelector: string;
}

/** What a read of a metric gives. */
export interface ServedMetric {
  readonly object: ExternalMetricValueList | Status;
  /** How old the data point is that was served. */
  readonly ageSeconds?: number;
  /** The span in which the value came into being. */
  readonly origin?: SpanContext;
}

/** A request as the server hands it in. */
export interface ApiRequest {
  readonly method: string;
  /** The request target as received. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly socket: TLSSocket;
}

/** The answer with what telemetry wants to know. */
export interface HandledRequest {
  readonly answer: Answer;
  readonly info?: RequestInfo;
  readonly parameters?: URLSearchParams;
  /** Set for reads of metrics. */
  readonly served?: ServedMetric;
}

/** What a request goes through. */
export interface RequestStages {
  readonly authenticate: Authenticate;
  readonly authorize: Authorize;
  readonly serve: (request: MetricRequest) => ServedMetric;
  readonly answerPath: AnswerPath;
  /** Told of every refused request; callers learn less than operators. */
  readonly onRefused: (refusal: Refusal) => void;
}

/** A request that was refused, and why. */
export interface Refusal {
  readonly stage: 'authentication' | 'authorization';
  readonly reason: string;
  readonly message: string;
  readonly user?: string;
  readonly path: string;
}

/** Answers requests; at once where nothing has to be asked. */
export type HandleRequest = (request: ApiRequest) => HandledRequest | Promise<HandledRequest>;

/**
 * The stages of a Kubernetes API server, in its order: who is it, may they do that, and only then what is there. So an
 * unknown path tells a stranger nothing.
 */
export function createRequestHandler(stages: RequestStages): HandleRequest {
  return (request) => {
    const info = parseRequestInfo(request.method, request.target);
    if (info === undefined) return { answer: answerWith(badRequest('the request target is not a valid path')) };
    const parameters = info.query === '' ? undefined : new URLSearchParams(info.query);
    return andThen(stages.authenticate(request), (authentication) => {
      if (!authentication.ok) {
        const { reason, message } = authentication;
        stages.onRefused({ stage: 'authentication', reason, message, path: info.path });
        return { answer: answerWith(unauthorized), info };
      }
      return authorizeAndAnswer(stages, authentication.identity, info, parameters);
    });
  };
}

function authorizeAndAnswer(
  stages: RequestStages,
  identity: Identity,
  info: RequestInfo,
  parameters: URLSearchParams | undefined,
): HandledRequest | Promise<HandledRequest> {
  const labelSelector = parameters?.get('labelSelector') ?? '';
  return andThen(stages.authorize(identity, info, labelSelector), (decision) => {
    if (decision.allowed) return answerAllowed(stages, info, parameters);
    const { reason, message } = decision;
    stages.onRefused({ stage: 'authorization', reason, message, user: identity.user, path: info.path });
    return { answer: answerWith(forbidden(identity, info, message)), info };
  });
}

function answerAllowed(
  stages: RequestStages,
  info: RequestInfo,
  parameters: URLSearchParams | undefined,
): HandledRequest | Promise<HandledRequest> {
  const rest = { info, ...(parameters !== undefined && { parameters }) };
  const target = toMetricPath(info);
  if (target !== undefined) return { ...readMetric(stages, info, target, parameters), ...rest };
  return andThen(stages.answerPath(info), (answer) => ({ answer, ...rest }));
}

function readMetric(
  stages: RequestStages,
  info: RequestInfo,
  target: ResourcePath,
  parameters: URLSearchParams | undefined,
): Pick<HandledRequest, 'answer' | 'served'> {
  const { group, namespace, resource: metric } = target;
  if (info.verb !== 'list') return { answer: answerWith(verbNotSupported(info.verb, group, metric)) };
  const problem = parameters === undefined ? undefined : checkListOptions(parameters, target);
  if (problem !== undefined) return { answer: answerWith(problem) };
  const labelSelector = parameters?.get('labelSelector') ?? '';
  const served = stages.serve({ namespace, metric, labelSelector });
  return { answer: answerWith(served.object), served };
}
