import { type Decision, decide } from '../decision.js';
import { type Container, containersOf, type Pod } from '../pod.js';
import { type ImageReference, imageIn, isImageTag, parseImageReference } from './image-reference.js';
import type { Language } from './languages/language.js';
import { findLanguage, languageNames, languages } from './languages/registry.js';

/** What all our annotations begin with. */
export const annotationPrefix = 'admission.datadoghq.com/';

/** A library that is to be injected. */
export interface SelectedLibrary {
  readonly language: Language;
  readonly image: ImageReference;
  /** The only container it is for; empty for all. */
  readonly container: string;
}

/** What the annotations of a pod ask for. */
export interface RequestedLibraries {
  readonly libraries: readonly SelectedLibrary[];
  /** The pod wants the default libraries of all languages (`all-lib.version`). */
  readonly wantsAll: boolean;
  /** Annotations that ask for something impossible. */
  readonly decisions: readonly Decision[];
}

/** Container, if any, language, and what is given. */
const pattern = /^admission\.datadoghq\.com\/(?:([^/]+)\.)?([^./]+)-lib\.(version|custom-image)$/;

const decider = decide('lib_injection', 'annotations');

interface Wish {
  readonly name: string;
  readonly value: string;
  readonly container: string;
  readonly language: string;
  readonly what: string;
}

/** Reads the annotations `[<container>.]<language>-lib.version` and `.custom-image`; a custom image goes before a version. */
export function readLibraryAnnotations(pod: Pod, registry: string): RequestedLibraries {
  const wishes = readWishes(pod);
  if (wishes.length === 0) return nothing;
  const decisions: Decision[] = [];
  const containers = ['', ...containersOf(pod, 'containers').map(({ name }: Container) => name)];
  const wanted = languages.filter(({ name }) => wishes.some(({ language }) => language === name));
  const libraries = wanted.flatMap((language) =>
    containers.flatMap((container) => {
      const wish = findWish(wishes, language.name, container);
      const image = wish && toImage(wish, language, registry);
      if (wish !== undefined && image === undefined) decisions.push(badImage(wish));
      return image === undefined ? [] : [{ language, image, container }];
    }),
  );
  return {
    libraries,
    wantsAll: wishes.some(
      ({ language, container, what }) => language === 'all' && container === '' && what === 'version',
    ),
    decisions: [...decisions, ...wishes.flatMap((wish) => impossible(wish, containers) ?? [])],
  };
}

function findWish(wishes: readonly Wish[], language: string, container: string): Wish | undefined {
  const own = wishes.filter((wish) => wish.language === language && wish.container === container);
  return own.find(({ what }) => what === 'custom-image') ?? own[0];
}

/** The default library of a language. */
export function defaultLibrary(language: Language, registry: string, version = 'default'): SelectedLibrary {
  const tag = version === 'default' ? language.defaultVersion : version;
  return { language, image: imageIn(registry, language.image, tag), container: '' };
}

const nothing: RequestedLibraries = { libraries: [], wantsAll: false, decisions: [] };

function readWishes(pod: Pod): readonly Wish[] {
  const annotations = pod.metadata?.annotations ?? {};
  const ours = Object.keys(annotations).filter((name) => name.startsWith(annotationPrefix));
  return ours.flatMap((name) => toWish(name, annotations[name] ?? '') ?? []);
}

function toWish(name: string, value: string): Wish | undefined {
  const [, container = '', language = '', what = ''] = pattern.exec(name) ?? [];
  return what === '' ? undefined : { name, value, container, language, what };
}

function toImage({ what, value }: Wish, language: Language, registry: string): ImageReference | undefined {
  if (what === 'custom-image') return parseImageReference(value);
  return isImageTag(value) ? defaultLibrary(language, registry, value).image : undefined;
}

function badImage({ name, value, what }: Wish): Decision {
  const right = what === 'version' ? 'an image tag such as v1' : 'an image reference';
  return decider.warned('BadAnnotation', `the annotation ${name} is "${value.slice(0, 100)}"; right is ${right}`);
}

function impossible({ name, language, container }: Wish, containers: readonly string[]): Decision | undefined {
  if (language !== 'all' && findLanguage(language) === undefined)
    return decider.warned(
      'UnknownLanguage',
      `the annotation ${name} names no language; the languages are ${languageNames.join(', ')}`,
    );
  return containers.includes(container)
    ? undefined
    : decider.warned('UnknownContainer', `the annotation ${name} names no container of the pod`);
}
