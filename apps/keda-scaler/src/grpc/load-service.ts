import { fileURLToPath } from 'node:url';
import { type AnyDefinition, loadSync, type ServiceDefinition } from '@grpc/proto-loader';

/** Reads a service from a file in `proto/`. Throws when it is not there. */
export function loadService(file: string, name: string): ServiceDefinition {
  const path = fileURLToPath(new URL(`../../proto/${file}`, import.meta.url));
  // whole numbers beyond 2^53 do not occur: what is sent is bounded
  const found = loadSync(path, { longs: Number, defaults: true })[name];
  if (found === undefined || !isService(found)) throw new Error(`${path} has no service ${name}`);
  return found;
}

function isService(definition: AnyDefinition): definition is ServiceDefinition {
  return !('format' in definition);
}

/** The service that KEDA calls. */
export const externalScalerService = 'externalscaler.ExternalScaler';
/** The service that probes call. */
export const healthService = 'grpc.health.v1.Health';
