/** Why something did not travel over NATS: reason to what it means and what to do. Replies may carry further reasons of the answering app. */
export const natsReasons = {
  BadReply: 'The answer is not what the contract says; the two apps are probably of different versions.',
  BadRequest: 'The request does not match its contract; the message names the field.',
  BufferFull: 'NATS is away or slow for so long that the oldest waiting messages were dropped to bound memory.',
  Disconnected: 'There is no connection to a NATS server; it is retried for ever, see the log for the last error.',
  EndlessSnapshot: 'The snapshot of metrics-poller has more pages than can be; it is of another version or broken.',
  HandlerFailed: 'The answering app failed on the request; its log has the error.',
  JetStreamUnavailable:
    'The NATS server has JetStream switched off or refuses it to this user; values are not kept across restarts.',
  LeaderChanged: 'Another metrics-poller became leader during a snapshot, which is taken again.',
  NoResponders: 'Nobody listens on the subject: the answering app is not running, or not connected to the same NATS.',
  Overloaded: 'The answering replica has too many requests at work; ask again later.',
  PayloadTooLarge: 'The message is larger than the max_payload of the NATS server.',
  SlowConsumer: 'The handler is slower than the messages arrive; the newest ones were dropped to bound memory.',
  Stopped: 'The connection was stopped on purpose, the process is shutting down.',
  StreamFull: 'The stream holds as much as it may, because its messages are taken off too slowly; send again later.',
  Timeout: 'No answer came within the time allowed.',
} as const;

/** One of the reasons this library gives. */
export type NatsReason = keyof typeof natsReasons;
