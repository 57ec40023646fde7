import type { PipeTransform } from '@nestjs/common';
import { RpcException } from '@nestjs/microservices';
import type { NatsRefusal } from '../result.js';
import { checkPayload, type PayloadSchema } from '../schema.js';

/** For `@Payload(schemaPipe(schema))`: the handler only sees payloads that match; the caller gets `BadRequest` for the others. */
export function schemaPipe<T>(schema: PayloadSchema<T>): PipeTransform<unknown, T> {
  return {
    transform(value) {
      const checked = checkPayload(schema, value, 'BadRequest');
      if (!checked.ok) throw toRpcException(checked);
      return checked.value;
    },
  };
}

/** The exception that makes a handler answer with this refusal. */
export function toRpcException({ reason, message }: NatsRefusal): RpcException {
  return new RpcException({ reason, message });
}
