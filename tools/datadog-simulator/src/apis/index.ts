import type { Route } from '../http/route.js';
import { dashboardsRoutes } from './dashboards.js';
import { downtimesRoutes } from './downtimes.js';
import { logsRoutes } from './logs.js';
import { monitorSearchRoutes } from './monitor-search.js';
import { monitorsRoutes } from './monitors.js';
import { notebooksRoutes } from './notebooks.js';
import { notificationRulesRoutes } from './notification-rules.js';
import { pipelinesRoutes } from './pipelines.js';
import { queryRoutes } from './query.js';
import { simulatorRoutes } from './simulator.js';
import { simulatorMonitorsRoutes } from './simulator-monitors.js';
import { slosRoutes } from './slos.js';
import { syntheticsRoutes } from './synthetics.js';
import { validateRoutes } from './validate.js';

/** The operations by API, which is the name of the file; an API adds its file and one line. */
export const apis: Readonly<Record<string, readonly Route[]>> = {
  dashboards: dashboardsRoutes,
  downtimes: downtimesRoutes,
  logs: logsRoutes,
  'monitor-search': monitorSearchRoutes,
  monitors: monitorsRoutes,
  notebooks: notebooksRoutes,
  'notification-rules': notificationRulesRoutes,
  pipelines: pipelinesRoutes,
  query: queryRoutes,
  'simulator-monitors': simulatorMonitorsRoutes,
  simulator: simulatorRoutes,
  slos: slosRoutes,
  synthetics: syntheticsRoutes,
  validate: validateRoutes,
};

/** Every operation of the simulator. */
export const routes: readonly Route[] = Object.values(apis).flat();

/** What a method and a path lead to. */
export type RouteMatch =
  | { readonly kind: 'route'; readonly route: Route }
  | { readonly kind: 'wrongMethod' }
  | { readonly kind: 'notFound' };

/** Finds the operation for a request. */
export function findRoute(method: string, path: string): RouteMatch {
  const segments = path.split('/');
  const candidates = bySpecificity.filter(({ pattern }) => matches(pattern, segments));
  const found = candidates.find(({ route }) => route.method === method);
  if (found !== undefined) {
    return { kind: 'route', route: found.route };
  }
  return { kind: candidates.length > 0 ? 'wrongMethod' : 'notFound' };
}

/** What is spelled out comes before what any segment matches. */
const bySpecificity = routes
  .map((route) => ({ route, pattern: route.path.split('/') }))
  .sort((left, right) => starsOf(left.pattern) - starsOf(right.pattern));

function starsOf(pattern: readonly string[]): number {
  return pattern.filter((segment) => segment === '*').length;
}

function matches(pattern: readonly string[], segments: readonly string[]): boolean {
  return (
    pattern.length === segments.length &&
    pattern.every((expected, index) => (expected === '*' ? segments[index] !== '' : expected === segments[index]))
  );
}
