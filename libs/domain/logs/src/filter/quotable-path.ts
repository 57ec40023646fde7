import { type AttributePath, parsePath } from '../path.js';

/** Splits a path some of whose segments stand in quotes, and may hold dots there: `a."b.c".d`. */
export function parseQuotablePath(text: string): AttributePath {
  if (!text.includes('"')) return parsePath(text);
  const segments = [...text.matchAll(/(?:^|\.)(?:"([^"]*)"|([^.]*))/g)].map(
    ([, quoted, plain]) => quoted ?? plain ?? '',
  );
  return { text, segments };
}
