export { type BinaryName, binaryCache, binaryNames, findBinaries } from './binaries.js';
export { freePort } from './free-port.js';
export { type ControlPlane, type ControlPlaneOptions, startControlPlane } from './control-plane.js';
export { type NatsServer, type NatsServerOptions, type NatsUser, startNatsServer } from './nats-server.js';
export { type Authority, createAuthority, type Identity } from './pki.js';
export { printTable, tableMediaType } from './print-table.js';
