import { type JsonObject, textMembers } from '../json.js';
import { containersOf, type Pod } from '../pod.js';

/** Languages by the container that they were detected in, as libraries are named. */
export type DetectedLanguages = ReadonlyMap<string, readonly string[]>;

/**
 * What Datadog's language detection writes on Deployments. Init containers, whose names have `init.` before them, have ended
 * before a library is of use.
 */
const annotationPattern = /^internal\.dd\.datadoghq\.com\/([^./]+)\.detected_langs$/;

/** Whether an annotation says which languages were detected in a container. */
export function isLanguageAnnotation(name: string): boolean {
  return annotationPattern.test(name);
}

/** Reads the languages from the annotations of a Deployment; undefined when there are none. */
export function readDetectedLanguages(annotations: JsonObject | undefined): DetectedLanguages | undefined {
  const found = Object.entries(textMembers(annotations)).flatMap(([name, text]): [string, readonly string[]][] => {
    const container = annotationPattern.exec(name)?.[1];
    const detected = container === undefined ? [] : splitLanguages(text);
    return container === undefined || detected.length === 0 ? [] : [[container, detected]];
  });
  return found.length === 0 ? undefined : new Map(found);
}

function splitLanguages(text: string): readonly string[] {
  return text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
    .map((name) => (name === 'node' ? 'js' : name));
}

/** The languages that were detected in containers that a pod has, each once, in alphabetical order. */
export function detectedIn(pod: Pod, detected: DetectedLanguages): readonly string[] {
  const found = containersOf(pod, 'containers').flatMap(({ name }) => detected.get(name) ?? []);
  return [...new Set(found)].toSorted();
}
