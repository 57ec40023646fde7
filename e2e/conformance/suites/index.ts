import type { Suite } from '../suite.ts';
import { suite as externalMetrics } from './external-metrics/index.ts';

/** Every suite, by name. */
export const suites: readonly Suite[] = [externalMetrics];
