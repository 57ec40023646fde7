import { findRequiredTexts, type RequiredTexts } from './required-texts.js';

/** Tells in one walk over a text which of many regular expressions may find something in it. */
export interface RuleIndex {
  /** Finds the candidates of a text; each walk forgets the one before. */
  search(text: string): void;
  /** The first candidate from a number on, by the order of the expressions; the number of expressions when there is none. */
  nextCandidate(from: number): number;
}

const gramLength = 3;
const slotCount = 1 << 15;
const wordBits = 32;

/** ASCII characters in lower case, others as 0. */
const folded = Uint8Array.from({ length: 128 }, (_, code) => String.fromCharCode(code).toLowerCase().charCodeAt(0));

/**
 * Makes the index of regular expressions. An expression is a candidate when the text holds three characters in a row, whatever
 * their case, that each of its matches contains; an expression that needs no certain characters always is.
 */
export function createRuleIndex(patterns: readonly RegExp[]): RuleIndex {
  const choices = patterns.map(({ source }) => findRequiredTexts(source, gramLength));
  const usesOfSlot = countUses(choices);
  const always = new Uint32Array(Math.ceil(patterns.length / wordBits));
  const rulesBySlot: number[][] = Array.from({ length: slotCount }, () => []);
  for (const [rule, options] of choices.entries()) {
    const slots = rarestSlots(options, usesOfSlot);
    if (slots === undefined) mark(always, rule);
    for (const slot of slots ?? []) if (rulesBySlot[slot]?.at(-1) !== rule) rulesBySlot[slot]?.push(rule);
  }
  const { starts, rules } = flatten(rulesBySlot);
  const candidates = new Uint32Array(always.length);
  return {
    search(text) {
      candidates.set(always);
      let [first, second] = [0, 0];
      for (let at = 0; at < text.length; at += 1) {
        const third = fold(text.charCodeAt(at));
        const slot = slotOf(first, second, third);
        const end = starts[slot + 1] ?? 0;
        for (let index = starts[slot] ?? 0; index < end; index += 1) mark(candidates, rules[index] ?? 0);
        first = second;
        second = third;
      }
    },
    nextCandidate: (from) => nextMark(candidates, from, patterns.length),
  };
}

function fold(code: number): number {
  return code < 128 ? (folded[code] ?? 0) : 0;
}

/** Where three folded characters are kept; different ones may share a place, which only makes more candidates. */
function slotOf(first: number, second: number, third: number): number {
  return (Math.imul((first << 14) | (second << 7) | third, 0x9e_37_79_b1) >>> 17) & (slotCount - 1);
}

function slotsOf(text: string): number[] {
  const slots: number[] = [];
  for (let at = gramLength; at <= text.length; at += 1) {
    const [first, second, third] = [at - 3, at - 2, at - 1].map((place) => fold(text.charCodeAt(place)));
    slots.push(slotOf(first ?? 0, second ?? 0, third ?? 0));
  }
  return slots;
}

/** What is in so many user agents that it tells nothing. */
const commonTexts = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/ Safari/',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X) Version/ Mobile/ Firefox/ (X11; Linux x86_64; rv: Android compatible; Build/ http://www. .com',
];
const commonCost = 1_000;

/** How little the characters of a slot tell: the number of rules that have a text with them, and more when they are common. */
function countUses(choices: readonly (readonly RequiredTexts[])[]): Uint16Array {
  const uses = new Uint16Array(slotCount);
  for (const text of commonTexts) for (const slot of slotsOf(text)) uses[slot] = commonCost;
  for (const options of choices) {
    for (const slot of new Set(options.flat().flatMap(slotsOf))) uses[slot] = (uses[slot] ?? 0) + 1;
  }
  return uses;
}

/** For each text of the best choice its rarest slot; `undefined` without a choice. */
function rarestSlots(options: readonly RequiredTexts[], uses: Uint16Array): readonly number[] | undefined {
  const usesOf = (slot: number): number => uses[slot] ?? 0;
  const ranked = options.map((texts) => {
    const slots = texts.map((text) =>
      slotsOf(text).reduce((best, slot) => (usesOf(slot) < usesOf(best) ? slot : best)),
    );
    return { slots, cost: slots.reduce((sum, slot) => sum + usesOf(slot), 0) };
  });
  return ranked.toSorted((one, other) => one.cost - other.cost)[0]?.slots;
}

/** The lists one behind the other, and where each starts. */
function flatten(lists: readonly (readonly number[])[]): { starts: Uint16Array; rules: Uint16Array } {
  const starts = new Uint16Array(lists.length + 1);
  for (const [slot, list] of lists.entries()) starts[slot + 1] = (starts[slot] ?? 0) + list.length;
  return { starts, rules: Uint16Array.from(lists.flat()) };
}

function mark(words: Uint32Array, rule: number): void {
  const word = rule >>> 5;
  words[word] = (words[word] ?? 0) | (1 << (rule & 31));
}

function nextMark(words: Uint32Array, from: number, count: number): number {
  let word = from >>> 5;
  let rest = (words[word] ?? 0) & (-1 << (from & 31));
  while (rest === 0) {
    word += 1;
    if (word >= words.length) return count;
    rest = words[word] ?? 0;
  }
  return word * wordBits + (31 - Math.clz32(rest & -rest));
}
