import type { Volume, VolumeMount } from './edit-pod.js';
import type { AdmissionOptions } from './options/admission-options.js';

/** The volumes through which a container reaches the agent's sockets, and the sockets' addresses inside of it. */
export interface AgentSockets {
  readonly volumes: readonly { readonly volume: Volume; readonly mount: VolumeMount }[];
  readonly traceUrl: string;
  readonly dogstatsdUrl: string;
}

/** How sockets come into a pod. */
export interface SocketMode {
  /** From the CSI driver instead of the node. */
  readonly csi: boolean;
  /** The socket files themselves instead of their directories. */
  readonly files: boolean;
}

/** One socket: its base name, its directory on the node, and how CSI calls it. */
interface Socket {
  readonly file: string;
  readonly hostDirectory: string;
  readonly short: 'apm' | 'dsd';
  readonly fileVolume: string;
  readonly csiType: 'APMSocket' | 'DSDSocket';
}

/** How the sockets come into a container: in one shared directory, in two directories, or as two files. */
export function planAgentSockets(options: AdmissionOptions, mode: SocketMode): AgentSockets {
  const dogstatsd: Socket = {
    file: baseName(options.dogstatsdSocket),
    hostDirectory: options.dogstatsdHostSocketPath,
    short: 'dsd',
    fileVolume: 'datadog-dogstatsd',
    csiType: 'DSDSocket',
  };
  const traces: Socket = {
    file: baseName(options.apmReceiverSocket),
    hostDirectory: options.traceAgentHostSocketPath,
    short: 'apm',
    fileVolume: 'datadog-trace-agent',
    csiType: 'APMSocket',
  };
  const sharesDirectory = !mode.csi && !mode.files && dogstatsd.hostDirectory === traces.hostDirectory;
  if (sharesDirectory) return sharedDirectory(options, dogstatsd, traces);
  const place = (socket: Socket) =>
    mode.files ? placeFile(socket, options, mode) : placeDirectory(socket, options, mode);
  const [first, second] = [place(dogstatsd), place(traces)];
  return { volumes: [first, second], dogstatsdUrl: first.url, traceUrl: second.url };
}

interface Placed {
  readonly volume: Volume;
  readonly mount: VolumeMount;
  readonly url: string;
}

function sharedDirectory({ socketPath }: AdmissionOptions, dogstatsd: Socket, traces: Socket): AgentSockets {
  const name = 'datadog';
  const hostPath = { path: dogstatsd.hostDirectory, type: 'DirectoryOrCreate' };
  return {
    volumes: [{ volume: { name, hostPath }, mount: { name, mountPath: socketPath, readOnly: true } }],
    dogstatsdUrl: `unix://${socketPath}/${dogstatsd.file}`,
    traceUrl: `unix://${socketPath}/${traces.file}`,
  };
}

function placeDirectory(socket: Socket, { socketPath, csiDriver }: AdmissionOptions, { csi }: SocketMode): Placed {
  const name = `datadog-${socket.short}`;
  const mountPath = `${socketPath}/${socket.short}`;
  const source = csi
    ? csiSource(csiDriver, `${socket.csiType}Directory`)
    : { hostPath: { path: socket.hostDirectory, type: 'DirectoryOrCreate' } };
  return {
    volume: { name, ...source },
    mount: { name, mountPath, readOnly: true },
    url: `unix://${mountPath}/${socket.file}`,
  };
}

function placeFile(socket: Socket, { socketPath, csiDriver }: AdmissionOptions, { csi }: SocketMode): Placed {
  const name = socket.fileVolume;
  const mountPath = `${socketPath}/${socket.file}`;
  const source = csi
    ? csiSource(csiDriver, socket.csiType)
    : { hostPath: { path: `${socket.hostDirectory}/${socket.file}`, type: 'Socket' } };
  return { volume: { name, ...source }, mount: { name, mountPath, readOnly: true }, url: `unix://${mountPath}` };
}

function csiSource(driver: string, type: string) {
  return { csi: { driver, readOnly: true, volumeAttributes: { type } } };
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
