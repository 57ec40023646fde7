import { decide, type Decision } from '../decision.js';
import type { ImageReference } from './image-reference.js';
import type { Language } from './languages/language.js';
import type { Chosen } from './job.js';

/** One library of a pod, with all containers it is for. */
export interface PlannedLibrary {
  readonly language: Language;
  readonly image: ImageReference;
  /** Undefined for all containers. */
  readonly containers: ReadonlySet<string> | undefined;
}

const decider = decide('lib_injection', 'select-libraries');

/** One library a language: its init container and directory exist once in a pod, so a second image cannot be had. */
export function mergeLibraries({ libraries }: Chosen): {
  readonly libraries: readonly PlannedLibrary[];
  readonly decisions: readonly Decision[];
} {
  const merged = new Map<string, PlannedLibrary>();
  const decisions: Decision[] = [];
  for (const { language, image, container } of libraries) {
    const known = merged.get(language.name);
    const containers = container === '' ? undefined : new Set([container]);
    if (known === undefined) merged.set(language.name, { language, image, containers });
    else if (known.image.reference === image.reference) merged.set(language.name, widen(known, containers));
    else decisions.push(conflict(known, image, container));
  }
  return { libraries: [...merged.values()], decisions };
}

function widen(library: PlannedLibrary, containers: ReadonlySet<string> | undefined): PlannedLibrary {
  const all = library.containers === undefined || containers === undefined;
  return { ...library, containers: all ? undefined : library.containers.union(containers) };
}

function conflict({ language, image }: PlannedLibrary, other: ImageReference, container: string): Decision {
  const where = container === '' ? '' : ` for the container ${container}`;
  return decider.warned(
    'ConflictingImages',
    `${other.reference}${where} is left out: the pod gets ${image.reference} for ${language.name}`,
  );
}

/** The containers that get a library at all; undefined for all containers. */
export function scopeOf(libraries: readonly PlannedLibrary[]): ReadonlySet<string> | undefined {
  let scope: ReadonlySet<string> = new Set();
  for (const { containers } of libraries) {
    if (containers === undefined) return undefined;
    scope = scope.union(containers);
  }
  return scope;
}
