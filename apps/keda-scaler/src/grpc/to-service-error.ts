import { Metadata, type ServerErrorResponse } from '@grpc/grpc-js';
import { printRefusal, type Refusal, toStatusCode } from './refusal.js';

/** The gRPC status of a refusal; the reason stands in its text and in the trailer `reason`. */
export function toServiceError(refusal: Refusal): ServerErrorResponse {
  const metadata = new Metadata();
  metadata.set('reason', refusal.reason);
  const details = printRefusal(refusal);
  return Object.assign(new Error(details), { code: toStatusCode(refusal.reason), details, metadata });
}
