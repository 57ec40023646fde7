import type { Route } from '../http/route.js';
import { logsRoutes } from './logs.js';
import { pipelinesRoutes } from './pipelines.js';
import { queryRoutes } from './query.js';
import { simulatorRoutes } from './simulator.js';
import { validateRoutes } from './validate.js';

/** The operations by API, which is the name of the file; an API adds its file and one line. */
export const apis: Readonly<Record<string, readonly Route[]>> = {
  logs: logsRoutes,
  pipelines: pipelinesRoutes,
  query: queryRoutes,
  simulator: simulatorRoutes,
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
  const candidates = routes.filter((route) => route.path === path || matchesAny(route.path, path));
  const route = candidates.find((candidate) => candidate.method === method);
  if (route !== undefined) {
    return { kind: 'route', route };
  }
  return { kind: candidates.length > 0 ? 'wrongMethod' : 'notFound' };
}

/** Whether a path is one segment below one that ends in `/*`. */
function matchesAny(pattern: string, path: string): boolean {
  if (!pattern.endsWith('/*')) {
    return false;
  }
  const rest = path.startsWith(pattern.slice(0, -1)) ? path.slice(pattern.length - 1) : '';
  return rest !== '' && !rest.includes('/');
}
