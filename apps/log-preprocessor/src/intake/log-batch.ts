import type { LogDefaults } from '@dogwatch/messages';

/** Logs of one request, checked: the JSON array of them as text, so that nobody prints again what came as JSON. */
export interface LogBatch {
  readonly receivedAtMillis: number;
  readonly defaults: LogDefaults;
  /** JSON text of an array of objects and texts. */
  readonly logsJson: string;
  readonly count: number;
  /** The service of the request or of its first log; `''` when neither says one. */
  readonly service: string;
}

/** The payload of a batch on its way to whoever processes it; the contract is `logsReceived`. */
export function printBatch(batch: LogBatch): string {
  return `${printHead(batch)}${batch.logsJson}}`;
}

/** The bytes of `printBatch`, without the text in between, which would be as long as the request. */
export function encodeBatch(batch: LogBatch): Buffer {
  const head = printHead(batch);
  const headBytes = Buffer.byteLength(head);
  const bytes = Buffer.allocUnsafe(headBytes + Buffer.byteLength(batch.logsJson) + 1);
  bytes.write(head);
  bytes.write(batch.logsJson, headBytes);
  bytes.write('}', bytes.length - 1);
  return bytes;
}

function printHead({ receivedAtMillis, defaults }: LogBatch): string {
  return `{"receivedAtMillis":${receivedAtMillis},"defaults":${JSON.stringify(defaults)},"logs":`;
}
