import type { ReceivedSpan } from '@dogwatch/testing';

/** Spans as a tree, children below their parent by their start: name, service, span id, duration. */
export function printTrace(spans: readonly ReceivedSpan[]): string {
  const ids = new Set(spans.map(({ spanId }) => spanId));
  const byStart = spans.toSorted((a, b) => (a.startNanos < b.startNanos ? -1 : 1));
  const childrenOf = (parent: ReceivedSpan): ReceivedSpan[] =>
    byStart.filter(({ parentSpanId }) => parentSpanId === parent.spanId);
  const print = (span: ReceivedSpan, lead: string, childLead: string): string[] => {
    const children = childrenOf(span);
    return [
      toLine(`${lead}${span.name}`, span),
      ...children.flatMap((child, index) =>
        index === children.length - 1
          ? print(child, `${childLead}└─ `, `${childLead}   `)
          : print(child, `${childLead}├─ `, `${childLead}│  `),
      ),
    ];
  };
  return byStart
    .filter(({ parentSpanId }) => !ids.has(parentSpanId))
    .flatMap((root) => print(root, '', ''))
    .join('\n');
}

function toLine(name: string, { serviceName, spanId, startNanos, endNanos }: ReceivedSpan): string {
  const millis = (Number(endNanos - startNanos) / 1e6).toFixed(1);
  return `${name.padEnd(48)}${serviceName.padEnd(24)}${spanId}${`${millis} ms`.padStart(10)}`;
}
