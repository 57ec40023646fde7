import type { Route } from '../http/route.js';

/** Tells a client that its API key is good. */
export const validateRoutes: readonly Route[] = [
  { method: 'GET', path: '/api/v1/validate', keys: 'api', handle: () => ({ status: 200, body: { valid: true } }) },
];
