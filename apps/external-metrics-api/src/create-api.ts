import { setTimeout as sleep } from 'node:timers/promises';
import { createAuthenticator } from './authentication/authenticate.js';
import { createTokenAuthenticator, type ReviewToken } from './authentication/bearer.js';
import { createCertificateExaminer } from './authentication/client-certificate.js';
import type { Trust } from './authentication/trust.js';
import { createAuthorizer, type ReviewAccess } from './authorization/authorize.js';
import { toRequirements } from './authorization/to-requirements.js';
import { createRequestHandler, type Refusal } from './http/handle-request.js';
import type { PrepareRead } from './http/parse-target.js';
import { createResponder, type Respond, type ResponderOptions } from './http/respond.js';
import { createPathAnswers, type RouteSources } from './http/routes.js';

/** What the API needs from around it. */
export interface ApiPorts extends Omit<ResponderOptions, 'handle'> {
  /** Whom to believe, as of now. */
  readonly trust: () => Trust;
  readonly reviewToken: ReviewToken;
  readonly reviewAccess: ReviewAccess;
  readonly prepare: PrepareRead;
  readonly routes: RouteSources;
  readonly onRefused: (refusal: Refusal) => void;
  readonly nowMillis: () => number;
  /** A clock that is never set, for how long answers of the API server count; `nowMillis` when absent. */
  readonly uptimeMillis?: () => number;
}

/** The API external.metrics.k8s.io: answers each request of an HTTPS server made with `toServerOptions`. */
export function createApi(ports: ApiPorts): Respond {
  const { nowMillis, uptimeMillis = nowMillis, onRefused, prepare } = ports;
  const handle = createRequestHandler({
    authenticate: createAuthenticator(
      createCertificateExaminer({ trust: ports.trust, nowMillis }),
      createTokenAuthenticator({
        review: ports.reviewToken,
        nowMillis: uptimeMillis,
        sleep: (millis, signal) => sleep(millis, undefined, { signal }),
      }),
    ),
    authorize: createAuthorizer({
      review: ports.reviewAccess,
      parseRequirements: toRequirements,
      nowMillis: uptimeMillis,
    }),
    prepare,
    answerPath: createPathAnswers(ports.routes),
    onRefused,
  });
  return createResponder({ ...ports, handle });
}
