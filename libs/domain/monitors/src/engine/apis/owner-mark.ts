import { type ApiBody, toTexts } from '../../api-body.js';
import { type Difference, hasSameContent } from '../../difference.js';
import { isOwnerTag, requiredTag } from '../../required-tags.js';

/** Puts the owner tag, and the one that lists filter on, behind the tags of an object; the others keep their order. */
export function markTags(body: ApiBody, ownerTag: string, isRequiredTagDisabled: boolean): ApiBody {
  const tags = [...toTexts(body['tags']), ...(isRequiredTagDisabled ? [] : [requiredTag]), ownerTag];
  return { ...body, tags: [...new Set(tags)] };
}

/** The owner tags among the tags of an object. */
export function ownersInTags(object: ApiBody): readonly string[] {
  return toTexts(object['tags']).filter(isOwnerTag);
}

/** Writes the owner tag as the last line of a description: for objects whose tags are not free. */
export function markDescription(body: ApiBody, ownerTag: string): ApiBody {
  const { description } = body;
  const text = typeof description === 'string' ? description.trimEnd() : '';
  return { ...body, description: text === '' ? ownerTag : `${text}\n\n${ownerTag}` };
}

/** The owner tags that stand as lines of a description. */
export function ownersInDescription({ description }: ApiBody): readonly string[] {
  if (typeof description !== 'string') return [];
  return description
    .split('\n')
    .map((line) => line.trim())
    .filter(isOwnerTag);
}

/** The members of a body that an object does not hold: what Datadog adds does not count, nor the order of what `isSet` says. */
export function diffContent(
  desired: ApiBody,
  observed: ApiBody,
  isSame: Readonly<Record<string, (left: unknown, right: unknown) => boolean>> = {},
): readonly Difference[] {
  return Object.keys(desired)
    .toSorted()
    .filter((key) => !(isSame[key] ?? hasSameContent)(desired[key] ?? undefined, observed[key] ?? undefined))
    .map((key) => ({ path: key, desired: desired[key], observed: observed[key] }));
}
