export { type Command, parseCommandLine, usage } from './command-line.js';
export { type CommandLineIo, runCommandLine } from './run-command-line.js';
export { type SimulatedCluster, startSimulatedCluster } from './start-simulated-cluster.js';
