/** The parts of an image reference. */
export interface ImageReference {
  /** As Kubernetes takes it. */
  readonly reference: string;
  /** Everything before the last slash; empty without one. */
  readonly registry: string;
  readonly name: string;
  /** Tag or digest; empty when the reference has none. */
  readonly version: string;
}

const tagPattern = /^\w[\w.-]{0,127}$/;

/** Whether a text can be the tag of an image. */
export function isImageTag(text: string): boolean {
  return tagPattern.test(text);
}

/** The image of this name and tag in a registry. */
export function imageIn(registry: string, name: string, tag: string): ImageReference {
  return { reference: `${registry}/${name}:${tag}`, registry, name, version: tag };
}

/** Takes an image reference apart; undefined when it is empty or has blanks in it. */
export function parseImageReference(reference: string): ImageReference | undefined {
  if (reference === '' || /\s/.test(reference)) return undefined;
  const slash = reference.lastIndexOf('/');
  const [, name = '', tag, digest] = /^([^:@]*)(?::([^@]*))?(?:@(.*))?$/.exec(reference.slice(slash + 1)) ?? [];
  return name === ''
    ? undefined
    : { reference, registry: reference.slice(0, Math.max(slash, 0)), name, version: digest ?? tag ?? '' };
}
