// Mangled logs through every example of every processor and, where CONFORMANCE_DATA is set, through all real pipelines: nothing
// may throw or change what all objects inherit, and whatever comes out is JSON. Logs that take long are listed with the rule at work.
//   node tools/fuzz-logs.ts [COUNT] [SEED]    exit 1 with the log that broke something
import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { Script } from 'node:vm';
import {
  type Attributes,
  compilePipelines,
  createIntlZones,
  createLog,
  type ExecutionCursor,
  ingestText,
  isAttributes,
  type Log,
  type LogProgram,
  parseJson,
  printJson,
  processors,
  readPipelineTests,
} from '@dogwatch/logs';
import { loadUserAgentParser } from '@dogwatch/user-agents';
import { createMangler } from './mangle-text.ts';

const total = Number(process.argv[2] ?? 1_000_000);
const seed = Number(process.argv[3] ?? Date.now() % 2 ** 31);
const slowMillis = 50;
/** A log that takes this long is stopped: it would have ended the day. */
const hangMillis = 2000;
const logsOfBatch = 250;

// as log-preprocessor does, before any rule is compiled
setFlagsFromString('--enable-experimental-regexp-engine');
setFlagsFromString('--enable-experimental-regexp-engine-on-excessive-backtracks');

/** A set of pipelines with texts that are like its logs. */
interface Target {
  readonly name: string;
  readonly program: LogProgram;
  readonly cursor: ExecutionCursor;
  readonly texts: readonly string[];
}

interface Slow {
  readonly millis: number;
  readonly where: string;
  readonly text: string;
}

const environment = {
  nowMillis: () => Date.UTC(2026, 2, 1),
  zoneOffsetMillis: createIntlZones(),
  parseUserAgent: loadUserAgentParser(),
  lookUpIp: (address: string) => ({ ipAddress: address, country: { iso_code: 'ES' } }),
};

function toTarget(name: string, pipeline: object, texts: readonly string[]): Target {
  const cursor: ExecutionCursor = { at: undefined };
  const { program, problems } = compilePipelines([pipeline], { environment, cursor });
  if (program === undefined) throw new Error(`${name}: ${JSON.stringify(problems)}`);
  return { name, program, cursor, texts };
}

/** All examples of one type of processor, one after the other. */
function exampleTargets(): Target[] {
  return processors.map(({ type, examples }) => {
    const nested = examples.map(({ config }) => ({ ...Object(config), type, is_enabled: true }));
    const pipeline = { name: type, is_enabled: true, filter: { query: '*' }, processors: nested };
    const texts = examples.map(({ log }) => printJson({ ...log.attributes, message: log.message ?? 'm' }));
    return toTarget(type, pipeline, [...texts, ...examples.flatMap(({ log }) => log.message ?? [])]);
  });
}

function realTargets(): Target[] {
  const folder = process.env['CONFORMANCE_DATA'];
  if (folder === undefined) return [];
  return globSync(join(folder, 'logs', '*.json')).flatMap((file) => {
    const parsed = parseJson(readFileSync(file, 'utf8'));
    const content: Attributes = parsed.ok && isAttributes(parsed.value) ? parsed.value : {};
    const tests = readPipelineTests(content);
    if (!isAttributes(content['pipeline']) || !tests.ok) return [];
    const everything = { ...content['pipeline'], filter: { query: '*' } };
    return [
      toTarget(
        basename(file, '.json'),
        everything,
        tests.tests.map(({ sample }) => sample),
      ),
    ];
  });
}

/** What must hold for whatever came out; undefined when it does. */
function judge(log: Log): string | undefined {
  const printed = parseJson(printJson(log));
  // a processor may nest what was as deep as it may be
  if (!printed.ok && printed.reason === 'InvalidJson') return printed.message;
  if (!log.tags.every((tag) => typeof tag === 'string')) return 'a tag is no text';
  if (log.timestampMillis !== undefined && !Number.isFinite(log.timestampMillis)) return 'the time is no number';
  return Object.keys(Object.prototype).length > 0 ? 'all objects have inherited something' : undefined;
}

const slot = Symbol.for('dogwatch.fuzz-logs');
const holder: { [slot]?: () => void } & typeof globalThis = globalThis;
const guard = new Script(`globalThis[Symbol.for('dogwatch.fuzz-logs')]()`);

/** Runs work that may hang; false when it was stopped. */
function runGuarded(work: () => void, timeout: number): boolean {
  holder[slot] = work;
  try {
    guard.runInThisContext({ timeout });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') return false;
    throw error;
  }
}

interface Totals {
  logs: number;
  bytes: number;
  stopped: number;
  readonly slow: Slow[];
  /** At work now. */
  text: string;
}

const totals: Totals = { logs: 0, bytes: 0, stopped: 0, slow: [], text: '' };
const mangler = createMangler(seed);

function fuzz(targets: readonly Target[]): void {
  while (totals.logs < total) {
    const target = mangler.pick(targets);
    const start = performance.now();
    if (runGuarded(() => runBatch(target, targets), hangMillis)) continue;
    totals.stopped += 1;
    noteSlow(target, performance.now() - start);
  }
}

function runBatch(target: Target, targets: readonly Target[]): void {
  const count = Math.min(logsOfBatch, total - totals.logs);
  for (let index = 0; index < count; index += 1) {
    const from = mangler.below(5) === 0 ? mangler.pick(targets) : target;
    totals.text = mangler.mangle(from.texts);
    totals.logs += 1;
    totals.bytes += totals.text.length;
    runOne(target, totals.text);
  }
}

function runOne(target: Target, text: string): void {
  const before = process.threadCpuUsage();
  target.cursor.at = undefined;
  const log = mangler.below(4) === 0 ? createLog({ message: text }) : ingestText(text);
  log.source = target.name;
  if (mangler.below(100) === 0) target.program.explain(log);
  else target.program.process(log);
  // processor time: the machine may have been busy with something else
  const { user, system } = process.threadCpuUsage(before);
  const millis = (user + system) / 1000;
  if (millis > slowMillis) noteSlow(target, millis);
  const broken = judge(log);
  if (broken !== undefined) throw new Error(broken);
}

function noteSlow({ name, cursor }: Target, millis: number): void {
  totals.slow.push({ millis, where: `${name} ${cursor.at}`, text: totals.text });
}

const targets = [...exampleTargets(), ...realTargets()];
const start = performance.now();
try {
  fuzz(targets);
} catch (error) {
  console.error(error, `log ${totals.logs}, seed ${seed}: ${JSON.stringify(totals.text)}`);
  process.exit(1);
}
const seconds = Math.round((performance.now() - start) / 1000);
const { rss, heapUsed } = process.memoryUsage();
for (const { millis, where, text } of totals.slow.toSorted((left, right) => right.millis - left.millis).slice(0, 20))
  console.log(
    `${millis.toFixed(0).padStart(6)} ms  ${where}  ${text.length} characters: ${JSON.stringify(text.slice(0, 80))}`,
  );
console.log(
  `${totals.logs} logs with ${Math.round(totals.bytes / 1e6)} MB through ${targets.length} sets of pipelines, none threw; ` +
    `${totals.slow.length} took longer than ${slowMillis} ms, ${totals.stopped} were stopped after ${hangMillis} ms; ` +
    `${Math.round(rss / 1e6)} MB resident, ${Math.round(heapUsed / 1e6)} MB of heap; seed ${seed}, ${seconds} s`,
);
