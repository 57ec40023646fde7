import { type AttributeValue, type Log, type RemappedAttribute, remappedBits } from './log.js';
import { parsePath, readPath, removePath } from './path.js';
import type { RunProcessor } from './processor.js';

/** How a remapper of a reserved attribute works. */
export interface ReservedRemap {
  readonly attribute: RemappedAttribute;
  readonly sources: readonly string[];
  /** Whether the attribute that was used goes. */
  readonly removesSource: boolean;
  /** Sets the reserved attribute. Says whether the value was of use. */
  readonly set: (log: Log, value: AttributeValue) => boolean;
}

/** Sets a reserved attribute from the first source with a usable value, unless a remapper before has set it. */
export function remapReserved({ attribute, sources, removesSource, set }: ReservedRemap): RunProcessor {
  const bit = remappedBits[attribute];
  const paths = sources.map(parsePath);
  return (log, notes) => {
    if ((log.remapped & bit) !== 0) return 'AlreadyRemapped';
    let isThere = false;
    for (const path of paths) {
      const value = readPath(log.attributes, path);
      if (value === undefined) continue;
      isThere = true;
      if (!set(log, value)) continue;
      log.remapped |= bit;
      if (removesSource) removePath(log.attributes, path);
      notes?.note(`the source is ${path.text}`);
      return 'Applied';
    }
    return isThere ? 'InvalidValue' : 'NoSource';
  };
}
