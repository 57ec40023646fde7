/** A match rule that is never tried with success, and the earlier one that takes all it could take. */
export interface UnreachableRule {
  readonly name: string;
  readonly takenBy: string;
}

/** Of rules that are tried in order, those after one that matches every text or is the same but for what it extracts. */
export function findUnreachableRules(
  rules: readonly { readonly name: string; readonly pattern: string }[],
): readonly UnreachableRule[] {
  const shapes = rules.map(({ pattern }) => withoutExtraction(pattern));
  return rules.flatMap(({ name }, index) => {
    const taker = rules.find((rule, place) => {
      const shape = shapes[place] ?? '';
      return place < index && (anything.test(shape) || shape === shapes[index]);
    });
    return taker === undefined ? [] : [{ name, takenBy: taker.name }];
  });
}

const anything = /^(?:\(\?s\))?%\{(?:data|greedyData)\}$/;

/** What a token extracts and by which filters has no say in what it matches. */
const token = /%\{\s*(\w+)\s*(\((?:"(?:[^"\\]|\\.)*"|[^()"])*\))?\s*(?::[^{}]*)?\}/g;

function withoutExtraction(pattern: string): string {
  return pattern.trim().replaceAll(token, (_, name: string, args = '') => `%{${name}${args}}`);
}
