import { parseArgs } from 'node:util';

/** What the demo uses as Datadog. */
export type DatadogChoice =
  | { readonly kind: 'simulator' }
  | { readonly kind: 'datadog'; readonly apiKey: string; readonly appKey: string; readonly query?: string };

/** What the demo is to do. */
export interface DemoOptions {
  /** End as soon as a Deployment has been scaled up. */
  readonly once: boolean;
  /** JSON lines instead of a table. */
  readonly json: boolean;
  /** Log lines of the services on standard error. */
  readonly verbose: boolean;
  readonly durationSeconds?: number;
  /** A real cluster instead of the simulator. */
  readonly kubeconfig?: string;
  /** Where a real cluster's API server reaches this machine. */
  readonly apiHost?: string;
  readonly namespace: string;
  readonly datadog: DatadogChoice;
  /** A running NATS instead of the embedded broker. */
  readonly natsUrl?: string;
}

/** Environment variables by name. */
export type Env = Readonly<Record<string, string | undefined>>;

/** What the command line asks for, or what is wrong with it. */
export type ParsedOptions =
  | { readonly ok: true; readonly kind: 'help' }
  | { readonly ok: true; readonly kind: 'run'; readonly options: DemoOptions }
  | { readonly ok: false; readonly reason: 'BadOptions'; readonly message: string };

/** Printed for `--help`. */
export const usage = `Usage: npm start -- [options]

Three Deployments scale with a wave of traffic that Datadog measures. Without options everything is simulated, in this
one process and on loopback: Datadog, Kubernetes and NATS. metrics-poller and two replicas of external-metrics-api are
the real ones.

  --once              end with 0 as soon as a Deployment has been scaled up; with 1 if none was within 60 s
  --duration SECONDS  end after that time (with --once: how long to wait); default: at Ctrl-C
  --json              JSON lines for machines
  --verbose           log lines of the services on standard error
  --kubeconfig FILE   a cluster to play with, instead of the simulator: makes a namespace and the DatadogMetric CRD,
                      and takes away at the end what it made
  --namespace NAME    the namespace that is made (shop)
  --api-host HOST     with --kubeconfig: where its API server reaches this machine. Registers external-metrics-api
                      there, so that its HorizontalPodAutoscalers can scale; without it only the values are shown
  --query QUERY       with the real Datadog: what checkout scales by (avg:system.cpu.user{*})
  --simulate          the Datadog simulator even if keys are set
  --help              this text

Environment:
  DD_API_KEY, DD_APP_KEY, DD_SITE   the real Datadog instead of the simulator
  NATS_URL, other NATS_*            a running NATS instead of the embedded broker
`;

/** Reads the arguments after the program's name. */
export function parseOptions(args: readonly string[], env: Env): ParsedOptions {
  const values = readArguments(args);
  if (typeof values === 'string') return refuse(values);
  if (values.help === true) return { ok: true, kind: 'help' };
  const datadog = chooseDatadog(env, values);
  if (typeof datadog === 'string') return refuse(datadog);
  const problem = findProblem(values, datadog);
  if (problem !== undefined) return refuse(problem);
  return { ok: true, kind: 'run', options: toOptions(values, datadog, env['NATS_URL']) };
}

function toOptions(values: Values, datadog: DatadogChoice, natsUrl: string | undefined): DemoOptions {
  const { once = false, json = false, verbose = false, namespace = 'shop', kubeconfig } = values;
  return {
    once,
    json,
    verbose,
    namespace,
    datadog,
    ...(values.duration !== undefined && { durationSeconds: Number(values.duration) }),
    ...(kubeconfig !== undefined && { kubeconfig }),
    ...(values['api-host'] !== undefined && { apiHost: values['api-host'] }),
    ...(isSet(natsUrl) && { natsUrl }),
  };
}

function refuse(message: string): ParsedOptions {
  return { ok: false, reason: 'BadOptions', message };
}

type Values = Exclude<ReturnType<typeof readArguments>, string>;

function readArguments(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        once: { type: 'boolean' },
        duration: { type: 'string' },
        json: { type: 'boolean' },
        verbose: { type: 'boolean' },
        kubeconfig: { type: 'string' },
        namespace: { type: 'string' },
        'api-host': { type: 'string' },
        query: { type: 'string' },
        simulate: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function chooseDatadog(env: Env, { query, simulate }: Values): DatadogChoice | string {
  const { DD_API_KEY: apiKey, DD_APP_KEY: appKey } = env;
  if (simulate === true || (!isSet(apiKey) && !isSet(appKey))) return { kind: 'simulator' };
  if (isSet(apiKey) && isSet(appKey)) {
    return { kind: 'datadog', apiKey, appKey, ...(query !== undefined && { query }) };
  }
  const [present, absent] = isSet(apiKey) ? ['DD_API_KEY', 'DD_APP_KEY'] : ['DD_APP_KEY', 'DD_API_KEY'];
  return `${present} is set but ${absent} is not: set both for the real Datadog, or use --simulate`;
}

function findProblem(values: Values, datadog: DatadogChoice): string | undefined {
  const { duration, namespace, query, kubeconfig } = values;
  if (duration !== undefined && !(Number(duration) > 0 && Number(duration) <= 86_400)) {
    return `--duration must be a number of seconds above 0 and at most 86400, not '${duration}'`;
  }
  if (namespace !== undefined && !/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(namespace)) {
    return `--namespace must be a Kubernetes name (lower case letters, digits and -), not '${namespace}'`;
  }
  if (values['api-host'] !== undefined && kubeconfig === undefined) {
    return '--api-host is for a real cluster: use it together with --kubeconfig';
  }
  if (query !== undefined && datadog.kind === 'simulator') {
    return '--query is for the real Datadog: set DD_API_KEY and DD_APP_KEY, and leave out --simulate';
  }
  return undefined;
}

function isSet(text: string | undefined): text is string {
  return text !== undefined && text !== '';
}
