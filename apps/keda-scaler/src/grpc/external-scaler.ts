import type { handleServerStreamingCall, handleUnaryCall, UntypedServiceImplementation } from '@grpc/grpc-js';
import type { Method, RecordCall } from '../telemetry/call-recorder.js';
import type { Answer, Answered, CallAnswers } from '../triggers/answer-call.js';
import type { OpenTriggerStream, TriggerStreams } from '../triggers/trigger-streams.js';
import { type CallStreams, failStream } from './call-streams.js';
import { type Refusal, refuse } from './refusal.js';
import { toServiceError } from './to-service-error.js';

/** What the service is made of. */
export interface ExternalScalerParts {
  readonly answers: CallAnswers;
  readonly triggerStreams: TriggerStreams;
  readonly streams: CallStreams;
  readonly record: RecordCall;
}

/** The service `externalscaler.ExternalScaler`. */
export function createExternalScaler(parts: ExternalScalerParts): UntypedServiceImplementation {
  const { answers, record, triggerStreams } = parts;
  return {
    GetMetricSpec: toUnary('GetMetricSpec', record, (message) => answers.getMetricSpec(message)),
    GetMetrics: toUnary('GetMetrics', record, (message) => answers.getMetrics(message)),
    IsActive: toUnary('IsActive', record, (message) => answers.isActive(message)),
    StreamIsActive: toStream('StreamIsActive', parts, (message, send) => triggerStreams.activity(message, send)),
    StreamMetricSpec: toStream('StreamMetricSpec', parts, (message, send) => triggerStreams.metricSpec(message, send)),
  };
}

function toUnary<Response>(
  method: Method,
  record: RecordCall,
  answer: (message: unknown) => Answer<Response>,
): handleUnaryCall<unknown, Response> {
  return ({ metadata, request }, callback) => {
    const startedAt = performance.now();
    const reply = (answered: Answered<Response>): void => {
      record({ method, metadata, startedAt, answered });
      if (answered.reply.ok) callback(null, answered.reply.response);
      else callback(toServiceError(answered.reply));
    };
    const answered = answer(request);
    if (answered instanceof Promise) void answered.then(reply);
    else reply(answered);
  };
}

function toStream<Response>(
  method: Method,
  { record, streams }: ExternalScalerParts,
  open: (message: unknown, send: (response: Response) => void) => OpenTriggerStream,
): handleServerStreamingCall<unknown, Response> {
  return (call) => {
    const startedAt = performance.now();
    const stream = open(call.request, (response) => void call.write(response));
    const { trigger } = stream;
    const about = trigger === undefined ? {} : { trigger };
    const tell = (reply: Answered<unknown>['reply']): void =>
      record({ method, metadata: call.metadata, startedAt, answered: { ...about, reply } });
    const fail = (refusal: Refusal): void => {
      tell(refusal);
      failStream(call, toServiceError(refusal));
    };
    if (!stream.ok) fail(stream);
    else if (streams.open(call, () => stream.start())) tell({ ok: true, response: undefined });
    else fail(refuse('TooManyStreams', 'this replica of keda-scaler has as many streams open as it may, or stops'));
  };
}
