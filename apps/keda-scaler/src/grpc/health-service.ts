import { type ServerWritableStream, status, type UntypedServiceImplementation } from '@grpc/grpc-js';
import type { CallStreams } from './call-streams.js';
import { failStream } from './call-streams.js';
import { externalScalerService } from './load-service.js';
import { refuse } from './refusal.js';
import { textOf } from './read-request.js';
import { toServiceError } from './to-service-error.js';

const serving = { status: 1 };
const notServing = { status: 2 };
const serviceUnknown = { status: 3 };
const lookEveryMillis = 1000;

/** The service `grpc.health.v1.Health`: as ready as `/readyz`, for the server as a whole and for the external scaler. */
export function createHealthService(isReady: () => boolean, streams: CallStreams): UntypedServiceImplementation {
  const names = new Set(['', externalScalerService]);
  const answer = (request: unknown): typeof serving => {
    if (!names.has(textOf(request, 'service'))) return serviceUnknown;
    return isReady() ? serving : notServing;
  };
  return {
    Check: (call: { request: unknown }, callback: (error: object | null, value?: object) => void) => {
      const found = answer(call.request);
      if (found !== serviceUnknown) callback(null, found);
      else callback({ code: status.NOT_FOUND, details: 'there is no such service here' });
    },
    Watch: (call: ServerWritableStream<unknown, typeof serving>) => {
      const isOpen = streams.open(call, () => {
        let last: typeof serving | undefined;
        const look = (): void => {
          const found = answer(call.request);
          if (found !== last) call.write(found);
          last = found;
        };
        look();
        const timer = setInterval(look, lookEveryMillis);
        timer.unref();
        return () => clearInterval(timer);
      });
      if (!isOpen)
        failStream(call, toServiceError(refuse('TooManyStreams', 'there are as many streams as there may be')));
    },
  };
}
