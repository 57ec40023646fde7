import { parseLabelSelector, type Requirement } from '@dogwatch/scaling';
import type { SelectorRequirement } from './review.js';

// the question is asked for anybody, and is many times as long as the selector
const maxLength = 4096;

/**
 * A selector text in the form of an access review. A text that is no selector or longer than any real one, and the operators
 * that reviews do not know (`<`, `>`), give nothing: the caller then needs the right without a selector.
 */
export function toRequirements(labelSelector: string): readonly SelectorRequirement[] {
  if (labelSelector.length > maxLength) return [];
  const parsed = parseLabelSelector(labelSelector);
  return parsed.ok ? parsed.selector.flatMap((requirement) => toRequirement(requirement)) : [];
}

function toRequirement({ key, operator, values }: Requirement): SelectorRequirement[] {
  switch (operator) {
    case '=':
    case '==':
    case 'In':
      return [{ key, operator: 'In', values }];
    case '!=':
    case 'NotIn':
      return [{ key, operator: 'NotIn', values }];
    case 'Exists':
    case 'DoesNotExist':
      return [{ key, operator }];
    default:
      return [];
  }
}
