import { type Difference, hasSameContent } from '../difference.js';

/** Whether two differences are at the same place, between the same values. */
export function isSameDifference(left: Difference, right: Difference): boolean {
  return left.path === right.path && isSame(left.desired, right.desired) && isSame(left.observed, right.observed);
}

function isSame(left: unknown, right: unknown): boolean {
  return hasSameContent(left, right) && hasSameContent(right, left);
}
