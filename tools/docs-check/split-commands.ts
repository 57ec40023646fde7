/** Words of a simple command, as a shell sees them, without assignments in front and redirections. */
export type Words = readonly string[];

/** One token: a word, or an operator between commands. */
const token =
  /\$\((?:[^()]|\([^()]*\))*\)|'[^']*'|"(?:\\.|[^"\\])*"|\\[\s\S]|#[^\n]*|[0-9]*[<>]+&?|[|&;\n]|[ \t]+|[^\s'"\\|&;<>$#]+|[\s\S]/g;

/**
 * The simple commands of a piece of shell: those of pipes and lists, and those within `$(...)`. Knows what documentation
 * uses: quotes, escapes, comments, redirections, assignments; no loops and no functions.
 */
export function splitCommands(script: string): readonly Words[] {
  const commands: Words[] = [];
  let words: string[] = [];
  let word: string | undefined;
  let skipsNext = false;
  const endWord = (): void => {
    if (word !== undefined && !skipsNext) words.push(word);
    if (word !== undefined) skipsNext = false;
    word = undefined;
  };
  const endCommand = (): void => {
    endWord();
    commands.push(words);
    words = [];
  };
  for (const [piece] of script.replaceAll('\\\n', ' ').matchAll(token)) {
    if (piece.startsWith('$(')) commands.push(...splitCommands(piece.slice(2, -1)));
    if (/^[|&;\n]$/.test(piece)) endCommand();
    else if (/^[ \t]+$/.test(piece)) endWord();
    else if (piece.startsWith('#') && word === undefined) continue;
    else if (/^[0-9]*[<>]/.test(piece)) {
      endWord();
      skipsNext = true;
    } else word = (word ?? '') + unquote(piece);
  }
  endCommand();
  return commands.map(withoutAssignments).filter((found) => found.length > 0);
}

function unquote(piece: string): string {
  if (/^'.*'$/s.test(piece)) return piece.slice(1, -1);
  if (/^".*"$/s.test(piece)) return piece.slice(1, -1).replaceAll(/\\(["\\$`])/g, '$1');
  return piece.startsWith('\\') ? piece.slice(1) : piece;
}

function withoutAssignments(words: Words): Words {
  const start = words.findIndex((word) => !/^[A-Za-z_]\w*=/.test(word));
  return start < 0 ? [] : words.slice(start);
}
