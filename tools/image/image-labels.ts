import { execFileSync } from 'node:child_process';

/** What an image says of itself, as in the Dockerfile of the repository. */
export interface ImageLabels {
  /** Such as `dogwatch/metrics-poller`. */
  readonly title: string;
  readonly version: string;
  /** The commit that it is built from. */
  readonly revision: string;
}

/** A Dockerfile with the labels of one image at its end. */
export function labelDockerfile(text: string, labels: ImageLabels): string {
  const lines = Object.entries(labels).map(
    ([name, value]) => `LABEL org.opencontainers.image.${name}=${JSON.stringify(value)}\n`,
  );
  return `${text.trimEnd()}\n${lines.join('')}`;
}

/** The commit of this checkout; `unknown` where it is none. */
export function readRevision(): string {
  try {
    return execFileSync('git', ['rev-parse', 'HEAD'], {
      cwd: import.meta.dirname,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return 'unknown';
  }
}
