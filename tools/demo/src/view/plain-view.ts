import { formatClock } from './format.js';
import type { Snapshot, TimedEvent } from './snapshot.js';
import type { View, Write } from './view.js';

/** A line for each thing that happens; nothing while nothing does. */
export function createPlainView(write: Write): View {
  return {
    begin: (snapshot) => write(renderStart(snapshot)),
    event: (event) => write(renderEvent(event)),
    show: () => undefined,
    leave: () => undefined,
    end: (closing) => write(`${closing}\n`),
  };
}

function renderStart({ places, hints }: Snapshot): string {
  const { datadog, kubernetes, nats } = places;
  const lines = hints.map(({ shows, command }) => `  ${shows}:\n    ${command}\n`);
  return `Dogwatch demo. Datadog: ${datadog}. Kubernetes: ${kubernetes}. NATS: ${nats}.\nTry meanwhile:\n${lines.join('')}`;
}

function renderEvent({ atSeconds, text }: TimedEvent): string {
  return `${formatClock(atSeconds).padStart(5)}  ${text}\n`;
}
