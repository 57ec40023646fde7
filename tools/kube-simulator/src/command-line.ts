import { parseArgs } from 'node:util';

/** Printed for `--help` and after a wrong command line. */
export const usage = `Usage: kube-simulator [options]
  --port N            port to listen on (6443; 0 takes a free one)
  --host HOST         address to listen on (127.0.0.1)
  --manifests FILE    YAML with the objects to begin with; may be repeated
  --kubeconfig FILE   where to write the kubeconfig of an administrator
  --server URL        how others reach the simulator, for the kubeconfig
  --hpa-sync SECONDS  time between two looks at the autoscalers (5)
  --help              this text
`;

/** How a simulated cluster is started. */
export interface ClusterOptions {
  readonly port: number;
  readonly host: string;
  readonly manifests: readonly string[];
  readonly hpaSyncMillis: number;
  readonly kubeconfig?: string;
  /** Where others find it; default: the address it listens on. */
  readonly server?: string;
}

/** What the command line asks for. */
export type Command =
  | { readonly kind: 'help' }
  | { readonly kind: 'run'; readonly options: ClusterOptions }
  | { readonly kind: 'wrong'; readonly message: string };

/** Reads the arguments after the program's name. */
export function parseCommandLine(args: readonly string[]): Command {
  const values = readArguments(args);
  if (typeof values === 'string') return { kind: 'wrong', message: values };
  if (values.help === true) return { kind: 'help' };
  const problem = checkValues(values);
  if (problem !== undefined) return { kind: 'wrong', message: problem };
  const { host, manifests, kubeconfig, server } = values;
  return {
    kind: 'run',
    options: {
      port: Number(values.port),
      host,
      manifests,
      hpaSyncMillis: Number(values['hpa-sync']) * 1000,
      ...(kubeconfig === undefined ? {} : { kubeconfig }),
      ...(server === undefined ? {} : { server }),
    },
  };
}

function checkValues(values: {
  readonly port: string;
  readonly 'hpa-sync': string;
  readonly server?: string | undefined;
}): string | undefined {
  const { port, 'hpa-sync': seconds, server } = values;
  if (!/^\d+$/.test(port) || Number(port) > 65_535) return `--port must be a number from 0 to 65535, not '${port}'`;
  if (!(Number(seconds) >= 0.1 && Number(seconds) <= 3600))
    return `--hpa-sync must be seconds from 0.1 to 3600, not '${seconds}'`;
  if (server !== undefined && !URL.canParse(server))
    return `--server must be a URL such as https://kubernetes:6443, not '${server}'`;
  return undefined;
}

function readArguments(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        port: { type: 'string', default: '6443' },
        host: { type: 'string', default: '127.0.0.1' },
        manifests: { type: 'string', multiple: true, default: [] },
        kubeconfig: { type: 'string' },
        server: { type: 'string' },
        'hpa-sync': { type: 'string', default: '5' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
