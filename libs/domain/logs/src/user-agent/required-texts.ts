import type { RegexNode } from '../grok/regex/node.js';
import { parseRegex } from '../grok/regex/parse-regex.js';

/** Texts in lower case of which every match contains one. */
export type RequiredTexts = readonly string[];

/** More alternatives than that are no help. */
const mostAlternatives = 1_000;

/** A bracket inside brackets means another thing to each dialect. */
const nestedBrackets = /\[[^\]]*\[/;

/**
 * The choices of texts of which every match of a regular expression contains one, in any case of ASCII letters; none when
 * nothing is certain. All texts have at least `shortest` characters.
 */
export function findRequiredTexts(source: string, shortest: number): readonly RequiredTexts[] {
  if (nestedBrackets.test(source.replaceAll(/\\[^]/g, ''))) return [];
  const parsed = parseRegex(source);
  if (!parsed.ok) return [];
  const finder: Finder = { shortest, run: '', found: [] };
  collect(parsed.node, finder);
  endRun(finder);
  return finder.found;
}

interface Finder {
  readonly shortest: number;
  /** The text that is certain up to here. */
  run: string;
  readonly found: RequiredTexts[];
}

function collect(node: RegexNode, finder: Finder): void {
  switch (node.kind) {
    case 'char':
      return collectChar(node.set, finder);
    case 'sequence':
      return node.nodes.forEach((child) => collect(child, finder));
    case 'group':
    case 'atomic':
      return collect(node.node, finder);
    case 'choice':
      return collectChoice(node.nodes, finder);
    case 'repeat':
      endRun(finder);
      if (node.min > 0) collect(node.node, finder);
      return endRun(finder);
    case 'assertion':
    case 'look':
      // takes no character, so that the text goes on behind it
      return;
    default:
      return endRun(finder);
  }
}

function collectChar(set: readonly number[], finder: Finder): void {
  const char = onlyFoldedChar(set);
  if (char === undefined) endRun(finder);
  else finder.run += char;
}

/** The ASCII character of a set of one, or of a letter in both cases, in lower case. */
function onlyFoldedChar(set: readonly number[]): string | undefined {
  const [code = -1, last, second, secondLast] = set;
  if (code < 0 || code > 127 || last !== code) return undefined;
  const lower = String.fromCharCode(code).toLowerCase();
  const isBothCases = set.length === 4 && second === secondLast && second === lower.charCodeAt(0);
  return set.length === 2 || isBothCases ? lower : undefined;
}

function collectChoice(nodes: readonly RegexNode[], finder: Finder): void {
  endRun(finder);
  const best = nodes.map((node) => bestOf(node, finder.shortest));
  const texts = best.flatMap((alternatives) => alternatives ?? []);
  if (best.every((alternatives) => alternatives !== undefined) && texts.length <= mostAlternatives) {
    finder.found.push(texts);
  }
}

/** Of the choices of an alternative the one with the longest of its shortest texts. */
function bestOf(node: RegexNode, shortest: number): RequiredTexts | undefined {
  const finder: Finder = { shortest, run: '', found: [] };
  collect(node, finder);
  endRun(finder);
  return finder.found.toSorted((one, other) => shortestLength(other) - shortestLength(one))[0];
}

function shortestLength(texts: RequiredTexts): number {
  return Math.min(...texts.map(({ length }) => length));
}

function endRun(finder: Finder): void {
  if (finder.run.length >= finder.shortest) finder.found.push([finder.run]);
  finder.run = '';
}
