import { printCharSet } from './char-set.js';
import {
  type AssertionNode,
  type BackreferenceNode,
  type CharNode,
  type GroupNode,
  hasNode,
  mapNodes,
  type RegexNode,
} from './node.js';

/** A group with a name and its number in the JavaScript regex. */
export interface PrintedCapture {
  readonly name: string;
  readonly index: number;
}

/** A repeated part that holds groups which not every round sets; see `keepLastValues`. */
export interface Loop {
  /** The group around all rounds. */
  readonly span: number;
  /** Matches one round at the start of what is left of the span. */
  readonly step: RegExp;
  /** Group of `step` -> group of the whole regex. */
  readonly groups: readonly { readonly from: number; readonly to: number }[];
  readonly loops: readonly Loop[];
}

/** A regex as JavaScript reads it, without flags. */
export interface PrintedRegex {
  readonly source: string;
  /** In the order in which the groups close, so that inner ones come before the group around them. */
  readonly captures: readonly PrintedCapture[];
  readonly loops: readonly Loop[];
}

interface Printer {
  readonly captures: PrintedCapture[];
  readonly loops: Loop[];
  /** Number of a group in the text -> number in what is printed, of those that backreferences name. */
  readonly numbers: Map<number | string, number>;
  readonly referenced: ReadonlySet<number | string>;
  groups: number;
}

/** Prints a regex for JavaScript; atomic groups become a lookahead and a reference to what it found. */
export function printRegex(node: RegexNode): PrintedRegex {
  const referenced = new Set<number | string>();
  hasNode(node, (inner) => inner.kind === 'backreference' && referenced.add(inner.target).size < 0);
  const printer: Printer = { captures: [], loops: [], numbers: new Map(), referenced, groups: 0 };
  const source = print(node, printer);
  return { source, captures: printer.captures, loops: printer.loops };
}

function print(node: RegexNode, printer: Printer): string {
  switch (node.kind) {
    case 'sequence':
      return node.nodes.map((child) => printPart(child, printer)).join('');
    case 'choice':
      return node.nodes.map((child) => print(child, printer)).join('|');
    case 'repeat':
      return printLoop(node, printer);
    case 'group':
      return printGroup(node, printer);
    case 'atomic':
      printer.groups += 1;
      return printAtomic(printer.groups, node.node, printer);
    case 'look':
      return `${node.opening}${print(node.node, printer)})`;
    default:
      return printLeaf(node, printer);
  }
}

function printPart(node: RegexNode, printer: Printer): string {
  const source = print(node, printer);
  return node.kind === 'choice' ? `(?:${source})` : source;
}

function printLeaf(node: AssertionNode | BackreferenceNode | CharNode, printer: Printer): string {
  if (node.kind === 'char') return printCharSet(node.set);
  return node.kind === 'assertion' ? node.source : `(?:\\${printer.numbers.get(node.target) ?? 0})`;
}

function printAtomic(index: number, node: RegexNode, printer: Printer): string {
  return `(?:(?=(${print(node, printer)}))\\${index})`;
}

function printGroup(node: GroupNode, printer: Printer): string {
  const { name, number } = node;
  const isReferenced = printer.referenced.has(number) || (name !== undefined && printer.referenced.has(name));
  if (name === undefined && !isReferenced) return `(?:${print(node.node, printer)})`;
  printer.groups += 1;
  const index = printer.groups;
  printer.numbers.set(number, index);
  if (name !== undefined) printer.numbers.set(name, index);
  const source = `(${print(node.node, printer)})`;
  if (name !== undefined) printer.captures.push({ name, index });
  return source;
}

function printLoop(node: RegexNode & { kind: 'repeat' }, printer: Printer): string {
  if (node.max <= 1 || !mayMissGroup(node.node, false)) return printRepeat(node, printer);
  printer.groups += 1;
  const span = printer.groups;
  const [capturesBefore, loopsBefore] = [printer.captures.length, printer.loops.length];
  const source = `(${printRepeat(node, printer)})`;
  const step = printRegex(toStep(node.node));
  const captures = printer.captures.slice(capturesBefore);
  const groups = step.captures.map(({ index }, position) => ({ from: index, to: captures[position]?.index ?? 0 }));
  printer.loops.splice(loopsBefore);
  printer.loops.push({ span, step: new RegExp(step.source, 's'), groups, loops: step.loops });
  return source;
}

/** One round, then any number of rounds up to the end: the first way to match so is the way in which the whole matched. */
function toStep(round: RegexNode): RegexNode {
  const { start } = round;
  const bare = mapNodes(round, (node) => (node.kind === 'group' ? { ...node, name: undefined } : node));
  const more: RegexNode = { kind: 'repeat', start, node: bare, min: 0, max: Infinity, isLazy: false };
  const end: RegexNode = { kind: 'assertion', start, source: '$' };
  const rest: RegexNode = {
    kind: 'look',
    start,
    opening: '(?=',
    node: { kind: 'sequence', start, nodes: [more, end] },
  };
  return { kind: 'sequence', start, nodes: [{ kind: 'assertion', start, source: '^' }, round, rest] };
}

/** Whether a round can match without setting one of its named groups. */
function mayMissGroup(node: RegexNode, isOptional: boolean): boolean {
  if (node.kind === 'group' && node.name !== undefined && isOptional) return true;
  const isInnerOptional = isOptional || node.kind === 'choice' || (node.kind === 'repeat' && node.min === 0);
  if (node.kind === 'sequence' || node.kind === 'choice')
    return node.nodes.some((child) => mayMissGroup(child, isInnerOptional));
  return 'node' in node && mayMissGroup(node.node, isInnerOptional);
}

function printRepeat(node: RegexNode & { kind: 'repeat' }, printer: Printer): string {
  const inner = print(node.node, printer);
  const isSingle = node.node.kind === 'char' || (node.node.kind === 'group' && /^\((?:[^?]|\?:)/.test(inner));
  return `${isSingle ? inner : `(?:${inner})`}${printBounds(node.min, node.max)}${node.isLazy ? '?' : ''}`;
}

function printBounds(min: number, max: number): string {
  if (max === Infinity && min <= 1) return min === 0 ? '*' : '+';
  if (min === 0 && max === 1) return '?';
  if (min === max) return `{${min}}`;
  return max === Infinity ? `{${min},}` : `{${min},${max}}`;
}

/**
 * Makes the groups of repeated parts hold what they held last, as in Java: in JavaScript every round forgets the groups of the
 * round before. Changes `match`.
 */
export function keepLastValues(match: RegExpExecArray, loops: readonly Loop[]): void {
  for (const loop of loops) {
    let rest: string | undefined = match[loop.span];
    while (rest) {
      const round = loop.step.exec(rest);
      if (round === null || round[0] === '') break;
      keepLastValues(round, loop.loops);
      for (const { from, to } of loop.groups) keepValue(match, to, round[from]);
      rest = rest.slice(round[0].length);
    }
  }
}

function keepValue(match: RegExpExecArray, index: number, value: string | undefined): void {
  if (value !== undefined) match[index] = value;
}
