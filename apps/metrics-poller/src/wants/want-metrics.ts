import { Counter, Gauge, type Registry } from '@dogwatch/telemetry';
import type { WantEvents } from './poller-wants.js';
import type { WantEntry } from './want-table.js';

/** `metrics_poller_wants`, `metrics_poller_wants_refused_total` and `metrics_poller_want_answers_total`. */
export function createWantMetrics(registry: Registry, wants: () => Iterable<WantEntry>): Required<WantEvents> {
  const registers = [registry];
  const gauge = new Gauge({
    name: 'metrics_poller_wants',
    help: 'Queries that are polled because others want them, by organization.',
    labelNames: ['org'],
    registers,
    collect() {
      this.reset();
      for (const [org, ofOrg] of Map.groupBy(wants(), (want) => want.org)) this.set({ org }, ofOrg.length);
    },
  });
  gauge.reset();
  const refused = new Counter({
    name: 'metrics_poller_wants_refused_total',
    help: 'Wants that were refused, by reason.',
    labelNames: ['reason'],
    registers,
  });
  const answers = new Counter({
    name: 'metrics_poller_want_answers_total',
    help: 'Answers to wants by organization and the reason of failure (empty when there are series).',
    labelNames: ['org', 'reason'],
    registers,
  });
  return {
    refused: (reason) => refused.inc({ reason }),
    answered: ({ org, reason }) => answers.inc({ org, reason }),
  };
}
