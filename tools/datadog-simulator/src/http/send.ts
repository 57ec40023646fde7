import type { ServerResponse } from 'node:http';

/** What an API answers. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body: unknown;
  /** Changes the JSON text just before it is sent, to say what JSON.stringify can't. */
  readonly rewrite?: ((text: string) => string) | undefined;
}

/** A text to send as it is. */
export interface TextAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
}

/** Sends an answer as JSON. */
export function send(response: ServerResponse, { status, headers = {}, body, rewrite }: Answer): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(rewrite === undefined ? text : rewrite(text));
}

/** Sends a text. */
export function sendText(response: ServerResponse, { status, contentType, text }: TextAnswer): void {
  response.writeHead(status, { 'content-type': contentType, 'content-length': Buffer.byteLength(text) });
  response.end(text);
}
