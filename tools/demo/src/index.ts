export { type DemoIo, runDemo } from './run-demo.js';
export { type DemoOptions, type ParsedOptions, parseOptions } from './options.js';
