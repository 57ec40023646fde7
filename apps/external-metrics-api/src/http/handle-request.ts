import type { IncomingHttpHeaders } from 'node:http';
import type { TLSSocket } from 'node:tls';
import type { Authenticate } from '../authentication/authenticate.js';
import type { Identity } from '../authentication/identity.js';
import type { Authorize } from '../authorization/authorize.js';
import { forbidden } from '../authorization/forbidden.js';
import type { ApiReason } from '../reasons.js';
import { andThen } from './and-then.js';
import { type Answer, answerWith } from './answer.js';
import {
  createTargetParser,
  type ParsedTarget,
  type PrepareRead,
  rememberTargets,
  type ServedMetric,
  type TargetMemory,
} from './parse-target.js';
import type { AnswerPath } from './routes.js';
import { badTarget, unauthorized } from './status.js';

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
  /** Absent when the target could not be read. */
  readonly target?: ParsedTarget;
  /** Set for reads of metrics. */
  readonly served?: ServedMetric;
}

/** What a request goes through. */
export interface RequestStages {
  readonly authenticate: Authenticate;
  readonly authorize: Authorize;
  readonly prepare: PrepareRead;
  readonly answerPath: AnswerPath;
  /** Told of every refused request; callers learn less than operators. */
  readonly onRefused: (refusal: Refusal) => void;
}

/** A request that was refused, and why. */
export interface Refusal {
  readonly stage: 'authentication' | 'authorization';
  readonly reason: ApiReason;
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
  const targets = rememberTargets(createTargetParser(stages.prepare));
  const inner = { ...stages, targets };
  return (request) => {
    const target = targets.parse(request.method, request.target);
    if (target === undefined) return { answer: answerWith(badTarget) };
    return andThen(stages.authenticate(request), (authentication) => {
      if (authentication.ok) return authorizeAndAnswer(inner, authentication.identity, request, target);
      const { reason, message } = authentication;
      stages.onRefused({ stage: 'authentication', reason, message, path: target.info.path });
      return { answer: answerWith(unauthorized), target };
    });
  };
}

interface InnerStages extends RequestStages {
  readonly targets: TargetMemory;
}

function authorizeAndAnswer(
  stages: InnerStages,
  identity: Identity,
  request: ApiRequest,
  target: ParsedTarget,
): HandledRequest | Promise<HandledRequest> {
  const { info, labelSelector } = target;
  return andThen(stages.authorize(identity, info, labelSelector), (decision) => {
    if (decision.allowed) return answerAllowed(stages, request, target);
    const { reason, message } = decision;
    stages.onRefused({ stage: 'authorization', reason, message, user: identity.user, path: info.path });
    return { answer: answerWith(forbidden(identity, info, message)), target };
  });
}

function answerAllowed(
  stages: InnerStages,
  { method, target: text }: ApiRequest,
  target: ParsedTarget,
): HandledRequest | Promise<HandledRequest> {
  if (target.metric === undefined) return andThen(stages.answerPath(target.info), (answer) => ({ answer, target }));
  stages.targets.keep(method, text, target);
  const metric = target.metric();
  if (!metric.ok) return { answer: answerWith(metric.status), target };
  const served = metric.read();
  return { answer: served.answer, target, served };
}
