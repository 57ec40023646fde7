import type { Suite } from '../suite.ts';
import { suite as admission } from './admission/index.ts';
import { suite as externalMetrics } from './external-metrics/index.ts';
import { suite as monitors } from './monitors/index.ts';
import { suite as queries } from './queries.ts';

/** Every suite, by name. */
export const suites: readonly Suite[] = [admission, externalMetrics, monitors, queries];
