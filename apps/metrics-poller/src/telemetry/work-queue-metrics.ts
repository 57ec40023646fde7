import { Counter, Gauge, Histogram, type Registry } from '@dogwatch/telemetry';
import type { WorkQueue, WorkQueueEvents } from '../kubernetes/work-queue.js';

/** What a work queue and whoever works report. */
export interface WorkQueueMetrics extends Required<WorkQueueEvents> {
  /** The work on a key begins again, because somebody else was faster. */
  retried(): void;
}

type Source = () => Pick<WorkQueue, 'depth' | 'workingSeconds'> | undefined;

// from 10 ns to 1000 s, as every Kubernetes controller has them
const buckets = Array.from({ length: 12 }, (_, power) => 10 ** (power - 8));

/** The metrics `workqueue_*` of a Kubernetes controller for the queue `name`; `source` is asked when they are scraped. */
export function createWorkQueueMetrics(registry: Registry, name: string, source: Source): WorkQueueMetrics {
  describeGauges(registry, name, source);
  const count = (metric: string, help: string): Counter.Internal => {
    const counter = new Counter({ name: metric, help, labelNames: ['name'], registers: [registry] });
    counter.inc({ name }, 0);
    return counter.labels({ name });
  };
  const measure = (metric: string, help: string): Histogram.Internal<'name'> =>
    new Histogram({ name: metric, help, buckets, labelNames: ['name'], registers: [registry] }).labels({ name });
  const adds = count('workqueue_adds_total', 'Keys that were added to the queue.');
  const retries = count('workqueue_retries_total', 'Keys that were worked on again because of a conflict.');
  const waited = measure('workqueue_queue_duration_seconds', 'How long keys waited.');
  const worked = measure('workqueue_work_duration_seconds', 'How long the work on a key took.');
  return {
    added: () => adds.inc(),
    retried: () => retries.inc(),
    started: (seconds) => waited.observe(seconds),
    ended: (seconds) => worked.observe(seconds),
  };
}

function describeGauges(registry: Registry, name: string, source: Source): void {
  const gauges: readonly (readonly [string, string, (queue: NonNullable<ReturnType<Source>>) => number])[] = [
    ['workqueue_depth', 'Keys that wait.', ({ depth }) => depth],
    [
      'workqueue_unfinished_work_seconds',
      'How long the keys at work have been at work, summed up.',
      (queue) => queue.workingSeconds().reduce((sum, seconds) => sum + seconds, 0),
    ],
    [
      'workqueue_longest_running_processor_seconds',
      'How long the key that has been at work longest has been so.',
      (queue) => Math.max(0, ...queue.workingSeconds()),
    ],
  ];
  for (const [metric, help, read] of gauges) {
    const gauge: Gauge<'name'> = new Gauge({
      name: metric,
      help,
      labelNames: ['name'],
      registers: [registry],
      collect() {
        const queue = source();
        this.set({ name }, queue === undefined ? 0 : read(queue));
      },
    });
    gauge.set({ name }, 0);
  }
}
