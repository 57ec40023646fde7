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
export function printBatch({ receivedAtMillis, defaults, logsJson }: LogBatch): string {
  return `{"receivedAtMillis":${receivedAtMillis},"defaults":${JSON.stringify(defaults)},"logs":${logsJson}}`;
}
