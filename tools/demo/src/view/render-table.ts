import type { WorkloadState } from '../observe/workload-state.js';
import type { Counters } from '../observe/read-counters.js';
import { formatClock, formatCount, formatNumber } from './format.js';
import { type Paint, type Piece, printPieces } from './pieces.js';
import type { Hint, Snapshot, TimedEvent } from './snapshot.js';

/** The size of the terminal, and whether it has colours. */
export interface Screen {
  readonly columns: number;
  readonly rows: number;
  readonly paint: Paint;
}

const nameWidth = 17;
const replicasWidth = 14;
const numberWidth = 10;
const fewestEvents = 3;

/** The lines of the live table. They fit the screen, unless it is tiny: commands are wrapped, old events left out. */
export function renderTable(snapshot: Snapshot, screen: Screen): readonly string[] {
  const head = [...renderHeader(snapshot), ...renderWorkloads(snapshot), ...renderPeers(snapshot.counters)];
  const hints = snapshot.hints.flatMap(renderHint);
  const hintRows = hints.reduce((rows, pieces) => rows + countRows(pieces, screen.columns), 0);
  const free = screen.rows - head.length - hintRows - titles - 1;
  const events = snapshot.events.slice(-Math.max(fewestEvents, free)).map(renderEvent);
  const print = (pieces: readonly Piece[]): string => printPieces(pieces, screen.columns, screen.paint);
  return [
    ...head.map(print),
    ...[[], [title('WHAT HAPPENED')], ...events].map(print),
    ...[[], [title('TRY, IN ANOTHER TERMINAL')]].map(print),
    ...hints.map((pieces) => printPieces(pieces, Infinity, screen.paint)),
  ];
}

// blank line and title of events and of hints
const titles = 4;

const title = (text: string): Piece => ({ text, style: 'dim' });
const plain = (text: string): Piece => ({ text });

function renderHeader({ elapsedSeconds, places }: Snapshot): Piece[][] {
  const { datadog, kubernetes, nats } = places;
  const about = `  Datadog: ${datadog} · Kubernetes: ${kubernetes} · NATS: ${nats}`;
  return [[{ text: 'Dogwatch demo', style: 'bold' }, plain(`  ${formatClock(elapsedSeconds)}`), title(about)], []];
}

function renderWorkloads({ workloads, nowSeconds }: Snapshot): Piece[][] {
  const heading =
    'DEPLOYMENT'.padEnd(nameWidth) +
    'REPLICAS'.padEnd(replicasWidth) +
    'VALUE'.padStart(numberWidth) +
    'TARGET'.padStart(numberWidth) +
    '  STATE';
  return [[title(heading)], ...workloads.flatMap((state) => renderWorkload(state, nowSeconds))];
}

const toneStyles = { good: 'green', waiting: 'dim', warning: 'yellow', bad: 'red' } as const;
const toneMarks = { good: '●', waiting: '○', warning: '▲', bad: '✖' } as const;

function renderWorkload(state: WorkloadState, nowSeconds: number): Piece[][] {
  const { name, replicas, maxReplicas, metric, value, targetPerReplica, condition, dataTimeSeconds } = state;
  const style = toneStyles[condition.tone];
  const bar = '■'.repeat(replicas ?? 0);
  const room = '·'.repeat(Math.max(0, maxReplicas - (replicas ?? 0)));
  const count = ` ${replicas ?? '?'}`.padEnd(Math.max(0, replicasWidth - bar.length - room.length));
  const age =
    dataTimeSeconds === undefined ? '' : `, point of ${Math.max(0, Math.round(nowSeconds - dataTimeSeconds))} s ago`;
  const shown = value === undefined ? '–' : formatNumber(value);
  return [
    [
      { text: name.padEnd(nameWidth), style: 'bold' },
      { text: bar, style: 'cyan' },
      { text: room, style: 'dim' },
      plain(count),
      { text: shown.padStart(numberWidth), ...(condition.tone === 'bad' && { style: 'dim' as const }) },
      plain(formatNumber(targetPerReplica).padStart(numberWidth)),
      { text: `  ${toneMarks[condition.tone]} ${condition.reason}`, style },
      title(age),
    ],
    [
      title(`  ${metric}`.padEnd(nameWidth + replicasWidth + 2 * numberWidth)),
      { text: `    ${condition.text}`, style: 'dim' },
    ],
  ];
}

function renderPeers({ budget, datadogCalls, replicas }: Counters): Piece[][] {
  const { total, failed } = datadogCalls;
  const calls = `${formatCount(total, 'call')}${failed === 0 ? '' : `, ${formatNumber(failed)} of them refused`}`;
  const left =
    budget === undefined
      ? ''
      : `   budget ${formatNumber(budget.remaining)} of ${formatNumber(budget.limit)} left, full again in ${formatClock(budget.resetSeconds)}`;
  const answers = replicas.map(
    ({ answers, errors }, index) =>
      `replica ${index}: ${formatCount(answers, 'value')}${errors === 0 ? '' : `, ${formatCount(errors, 'error')}`}`,
  );
  return [
    [],
    [title('DATADOG'.padEnd(nameWidth)), plain(calls), title(left)],
    [title('METRICS API'.padEnd(nameWidth)), plain(answers.join('   '))],
  ];
}

const eventStyles = { good: 'green', neutral: undefined, bad: 'red' } as const;

function renderEvent({ atSeconds, text, tone }: TimedEvent): Piece[] {
  const style = eventStyles[tone];
  return [title(`${formatClock(atSeconds).padStart(5)}  `), { text, ...(style !== undefined && { style }) }];
}

function renderHint({ shows, command }: Hint): Piece[][] {
  return [[title(`  ${shows}`)], [plain(`    ${command}`)]];
}

function countRows(pieces: readonly Piece[], columns: number): number {
  const width = pieces.reduce((sum, { text }) => sum + text.length, 0);
  return Math.max(1, Math.ceil(width / columns));
}
