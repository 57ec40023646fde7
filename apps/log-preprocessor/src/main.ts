import { setFlagsFromString } from 'node:v8';

// Before any rule is compiled: a rule that backtracks without end goes on in V8's linear engine, where that engine knows all of it.
setFlagsFromString('--enable-experimental-regexp-engine');
setFlagsFromString('--enable-experimental-regexp-engine-on-excessive-backtracks');

const { keepHttpParserSmall, runService } = await import('@dogwatch/service');
keepHttpParserSmall();
const { logPreprocessor } = await import('./service.js');
await runService(logPreprocessor);
