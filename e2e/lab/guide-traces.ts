import { readFileSync } from 'node:fs';
import type { ReceivedSpan } from '@dogwatch/testing';

const guide = readFileSync('docs/guides/tracing.md', 'utf8');

/** The trace that docs/guides/tracing.md shows and that begins with a span of this name; throws if it shows none. */
export function readGuideTrace(firstSpan: string): string {
  const blocks = [...guide.matchAll(/^```text\n(.*?)\n```/gms)].map(([, text = '']) => text);
  const found = blocks.find((text) => text.startsWith(`${firstSpan} `));
  if (found === undefined) throw new Error(`docs/guides/tracing.md shows no trace that begins with ${firstSpan}`);
  return found;
}

/** Names of spans that the guide's table explains. */
export function readGuideSpans(): ReadonlySet<string> {
  const rows = guide.split('\n').filter((line) => line.startsWith('| `'));
  return new Set(
    rows.flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)),
  );
}

/** A printed trace without what differs each time. */
export function toShape(trace: string): string {
  return trace.replaceAll(/[0-9a-f]{16} +[\d.]+ ms/g, '<id> <duration>');
}

/** The spans to show; the parent of one is then the nearest of those above it that are shown. */
export function selectSpans(
  spans: readonly ReceivedSpan[],
  isShown: (span: ReceivedSpan) => boolean,
): readonly ReceivedSpan[] {
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  const shownAbove = (span: ReceivedSpan): string => {
    const parent = byId.get(span.parentSpanId);
    if (parent === undefined) return '';
    return isShown(parent) ? parent.spanId : shownAbove(parent);
  };
  return spans.filter(isShown).map((span) => ({ ...span, parentSpanId: shownAbove(span) }));
}
