import { dropAssertions } from './drop-assertions.js';
import { hurryEnd } from './hurry-end.js';
import { mergeChoices } from './merge-choices.js';
import { mergeRepeats } from './merge-repeats.js';
import type { RegexNode } from './node.js';
import { relaxAtomic } from './relax-atomic.js';
import { settleLazy } from './settle-lazy.js';

/**
 * A regex that matches the same whole texts with the same groups, without what costs time or keeps V8's linear engine away:
 * alternatives that are one set, repeats side by side, assertions that always hold, groups that need not be atomic.
 */
export function simplifyRegex(node: RegexNode): RegexNode {
  return hurryEnd(dropAssertions(relaxAtomic(dropAssertions(settleLazy(mergeRepeats(mergeChoices(node)))))));
}
