import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { type MarkdownPage, type Place, type Problem, problemAt } from './read-markdown.ts';

/** Relative links of pages whose file is not there, or is a page without such a heading. Addresses of the web are not called. */
export function checkLinks(pages: readonly MarkdownPage[], root: string): readonly Problem[] {
  const byPath = new Map(pages.map((page) => [page.path, page]));
  return pages.flatMap((page) =>
    page.links
      .filter(({ text }) => !/^[a-z][a-z+.-]*:/i.test(text))
      .flatMap((link) => {
        const { path, anchor } = resolveLink(page, link);
        const target = path === page.path ? page : byPath.get(path);
        const isThere = target !== undefined || existsSync(join(root, path));
        if (!isThere) return [problemAt(page, link, `the link ${link.text} leads nowhere: there is no ${path}`)];
        if (anchor === undefined || target === undefined || target.anchors.has(anchor)) return [];
        return [problemAt(page, link, `the link ${link.text} leads nowhere: ${path} has no heading #${anchor}`)];
      }),
  );
}

function resolveLink(
  { path }: MarkdownPage,
  { text }: Place,
): { readonly path: string; readonly anchor: string | undefined } {
  const [file = '', anchor] = text.split('#');
  return { path: file === '' ? path : normalize(join(dirname(path), file)), anchor };
}
