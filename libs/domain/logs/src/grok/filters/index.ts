import type { GrokFilter } from '../filter.js';

/** Every filter, in the order of their files. */
export const grokFilters: readonly GrokFilter[] = [];
