import type { MetricSeriesAnswer, MetricSeriesUpdated } from '@dogwatch/messages';
import { defaultOrg } from '@dogwatch/scaling';
import { measureItem, toChunks } from '../publish/to-chunks.js';

/** What the publisher needs from outside. */
export interface SeriesPublisherOptions {
  /** Names this leadership. */
  readonly epoch: string;
  readonly refreshPeriodSeconds: number;
  /** Sends one message to those who listen to an organization; must not throw. What is lost is asked for with the next want. */
  readonly publish: (org: string, message: MetricSeriesUpdated) => void;
  readonly nowMillis: () => number;
  /** Most bytes of one message with its headers, as the server takes them now. */
  readonly maxMessageBytes: () => number;
}

/** Publishes answers to wants, as many in a message as fit. */
export interface SeriesPublisher {
  /** Notes an answer; it goes out with the next `flush`, and only the newest of its want does. */
  add(key: string, answer: MetricSeriesAnswer): void;
  flush(): void;
  /** Says that somebody leads. */
  signOfLife(): void;
}

/** Room for what is in a message besides answers: epoch, numbers and trace headers. */
const envelopeBytes = 1024;
const minRoomBytes = 512;
const maxItems = 500;

/** See `SeriesPublisher`. */
export function createSeriesPublisher(options: SeriesPublisherOptions): SeriesPublisher {
  const { epoch, refreshPeriodSeconds, publish, nowMillis, maxMessageBytes } = options;
  let pending = new Map<string, MetricSeriesAnswer>();
  const send = (org: string, answers: readonly MetricSeriesAnswer[]): void =>
    publish(org, { epoch, sentAtMillis: nowMillis(), refreshPeriodSeconds, answers: [...answers] });
  return {
    add: (key, answer) => void pending.set(key, answer),
    flush() {
      const answers = [...pending.values()];
      pending = new Map();
      const maxBytes = Math.max(maxMessageBytes() - envelopeBytes, minRoomBytes);
      for (const [org, ofOrg] of Map.groupBy(answers, (answer) => answer.org)) {
        const fitting = ofOrg.map((answer) => toFitting(answer, maxBytes));
        for (const chunk of toChunks(fitting, { maxItems, maxBytes })) send(org, chunk);
      }
    },
    signOfLife: () => send(defaultOrg, []),
  };
}

/** The answer, without its series when it would be larger than `maxBytes` as JSON; then it says so, unless it has failed anyway. */
function toFitting(answer: MetricSeriesAnswer, maxBytes: number): MetricSeriesAnswer {
  const bytes = measureItem(answer);
  if (bytes <= maxBytes) return answer;
  const bare: MetricSeriesAnswer = { ...answer, answeredAtMillis: 0, series: [] };
  if (answer.reason !== '') return bare;
  const message = `the ${answer.series.length} series of the query take ${bytes} bytes, and a message has room for ${maxBytes}; aggregate them, or raise max_payload of NATS`;
  return { ...bare, reason: 'AnswerTooLarge', message };
}
