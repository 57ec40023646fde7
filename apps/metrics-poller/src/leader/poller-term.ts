import { createHash } from 'node:crypto';
import type { KubeClient } from '@dogwatch/kube';
import { metricValuesUpdatedSubject } from '@dogwatch/messages';
import type { NatsLink } from '@dogwatch/nats';
import type { ServiceContext } from '@dogwatch/service';
import { createRareLog, type Logger } from '@dogwatch/telemetry';
import { type LeaderSession, startLeaderSession } from './leader-session.js';
import type { DatadogOrgs } from '../orgs/open-orgs.js';
import type { PollerMetrics } from '../telemetry/poller-metrics.js';
import type { MetricsPollerConfig } from '../poll/poller-options.js';
import type { PollerOptions } from '../poll/poller-ports.js';
import type { ReferenceReporter } from '../kubernetes/reference-reporter.js';
import { createValuesPublisher, type ValuesPublisher } from '../publish/values-publisher.js';
import { createLinkWants, hearWants } from '../wants/link-wants.js';
import type { PollerWants } from '../wants/poller-wants.js';

/** A term of leading, with what it published. */
export interface Term {
  readonly session: LeaderSession;
  readonly publisher: ValuesPublisher;
  readonly wants: PollerWants;
  stop(): Promise<void>;
}

/** The three systems a poller works with. */
export interface Connections {
  readonly kube: KubeClient;
  readonly link: NatsLink;
  readonly datadog: DatadogOrgs;
}

/** SHA-256 in hexadecimal. */
export function sha256Hex(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** What a term is made of. */
export interface TermOptions {
  readonly context: ServiceContext<MetricsPollerConfig>;
  readonly connections: Connections;
  readonly options: PollerOptions;
  readonly metrics: PollerMetrics;
  readonly reporter: ReferenceReporter;
}

/** Starts a term. */
export function startTerm({ context, connections, options, metrics, reporter }: TermOptions, number: number): Term {
  const { config, env, logger: log, telemetry } = context;
  const { kube, link, datadog } = connections;
  // A Lease that is deleted counts its terms from 0 again; the time keeps two of the same number apart.
  const epoch = `${context.instance}/${number}/${Date.now().toString(36)}`;
  const publisher = createLinkPublisher(link, epoch, log);
  const wants = createTermWants({ context, connections, options, metrics }, epoch);
  const session = startLeaderSession({
    client: kube,
    options,
    log,
    watchWpas: config.wpaController,
    canAsk: () => datadog.areKeysKnown(),
    onStatusWrite: (reason) => metrics.statusWritten(reason),
    queueEvents: metrics.queue,
    ports: {
      ask: (question) => datadog.ask(question),
      publisher,
      wants,
      events: { ...metrics.events, looked: (problems) => reporter.report(problems) },
      log,
      tracer: telemetry.tracer('metrics-poller'),
      lookups: { env: (name) => env[name], clusterName: () => config.clusterName },
      sha256Hex,
      nowMillis: Date.now,
      random: Math.random,
    },
  });
  const hearing = hearWants(link, wants, () => session.poller.wantsChanged());
  return {
    session,
    publisher,
    wants,
    stop: async () => void (await Promise.all([hearing.stop(), session.stop()])),
  };
}

function createTermWants(
  { context, connections, options, metrics }: Omit<TermOptions, 'reporter'>,
  epoch: string,
): PollerWants {
  return createLinkWants(connections.link, {
    epoch,
    refreshPeriodSeconds: options.refreshPeriodSeconds,
    orgs: [...connections.datadog.accesses.keys()],
    limit: context.config.wantsLimit,
    maxQueryLength: options.maxEncodedLength,
    log: context.logger,
    events: metrics.wants,
  });
}

/** The epoch names this replica and the term, so that receivers notice a new leader. */
function createLinkPublisher(link: NatsLink, epoch: string, log: Logger): ValuesPublisher {
  const { warn } = createRareLog(log);
  return createValuesPublisher({
    epoch,
    nowMillis: Date.now,
    maxMessageBytes: () => link.maxPayloadBytes(),
    publish: (message) => {
      const result = link.publishJson(metricValuesUpdatedSubject, {}, message);
      if (result.ok) return;
      warn(
        { reason: result.reason, cause: result.message },
        'values could not be published; receivers see the gap and ask for a snapshot',
      );
    },
  });
}
