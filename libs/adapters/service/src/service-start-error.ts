import type { ConfigProblem } from './parse-config.js';

/** Why a service could not start; the message is one line for an operator. */
export class ServiceStartError extends Error {
  override readonly name = 'ServiceStartError';
  /** What is wrong with the configuration; empty when something else failed. */
  readonly problems: readonly ConfigProblem[];

  constructor(service: string, why: string | readonly ConfigProblem[], cause?: unknown) {
    const problems = typeof why === 'string' ? [] : why;
    const text = typeof why === 'string' ? why : problems.map(({ message }) => message).join(' ');
    super(`${service} cannot start: ${text}`, cause === undefined ? undefined : { cause });
    this.problems = problems;
  }
}
