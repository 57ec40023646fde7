/** A text and the line it begins on, counted from 1. */
export interface Place {
  readonly text: string;
  readonly line: number;
}

/** A fenced block of code. */
export interface CodeBlock extends Place {
  /** What stands behind the fence, such as `yaml`; empty when nothing does. */
  readonly language: string;
}

/** What the checks look at in a page. */
export interface MarkdownPage {
  /** From the project root. */
  readonly path: string;
  /** Anchors of its headings, as GitHub makes them. */
  readonly anchors: ReadonlySet<string>;
  /** Targets of its links. */
  readonly links: readonly Place[];
  readonly blocks: readonly CodeBlock[];
  /** Code within lines; in a table without the backslash that a bar needs there. */
  readonly spans: readonly Place[];
}

/** Something that is wrong in a page: `path:line: message`. */
export type Problem = string;

/** The problem at a place of a page. */
export function problemAt({ path }: MarkdownPage, { line }: Place, message: string): Problem {
  return `${path}:${line}: ${message}`;
}

const fence = /^\s*(`{3,}|~{3,})\s*(\S*)/;
const span = /(`+)(.+?)\1(?!`)/g;
const link = /\[(?:[^[\]]|\[[^\]]*\])*\]\(([^)\s]+)[^)]*\)/g;

/** Reads a page line by line; nested and indented code is no part of what our pages use. */
export function readMarkdown(path: string, text: string): MarkdownPage {
  const { blocks, prose } = splitBlocks(text.split('\n'));
  return {
    path,
    blocks,
    anchors: toAnchors(prose),
    links: prose.flatMap(({ text, line }) =>
      [...text.replaceAll(span, '').matchAll(link)].map(([, target = '']) => ({ text: target, line })),
    ),
    spans: prose.flatMap(({ text, line }) =>
      [...text.matchAll(span)].map(([, , code = '']) => ({
        text: text.startsWith('|') ? code.replaceAll(String.raw`\|`, '|') : code,
        line,
      })),
    ),
  };
}

function splitBlocks(lines: readonly string[]): { readonly blocks: CodeBlock[]; readonly prose: Place[] } {
  const blocks: CodeBlock[] = [];
  const prose: Place[] = [];
  let open:
    | { readonly mark: string; readonly language: string; readonly line: number; readonly lines: string[] }
    | undefined;
  for (const [index, text] of lines.entries()) {
    const [, mark, language = ''] = fence.exec(text) ?? [];
    if (open !== undefined && mark === open.mark && language === '') {
      blocks.push({ text: open.lines.join('\n'), line: open.line, language: open.language });
      open = undefined;
    } else if (open !== undefined) open.lines.push(text);
    else if (mark === undefined) prose.push({ text, line: index + 1 });
    else open = { mark, language, line: index + 2, lines: [] };
  }
  return { blocks, prose };
}

function toAnchors(prose: readonly Place[]): ReadonlySet<string> {
  const anchors = new Set<string>();
  for (const { text } of prose) {
    const [, heading] = /^#{1,6}\s+(.*?)\s*#*$/.exec(text) ?? [];
    if (heading !== undefined) anchors.add(toFreeAnchor(toAnchor(heading), anchors));
  }
  return anchors;
}

/** A heading that is there already gets a number. */
function toFreeAnchor(anchor: string, taken: ReadonlySet<string>): string {
  if (!taken.has(anchor)) return anchor;
  let count = 1;
  while (taken.has(`${anchor}-${count}`)) count++;
  return `${anchor}-${count}`;
}

function toAnchor(heading: string): string {
  return heading
    .replaceAll(link, (whole) => whole.slice(1, whole.indexOf(']')))
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(/\s/g, '-');
}
