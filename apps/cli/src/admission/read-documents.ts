import { isJsonList, isJsonObject, type JsonObject, objectsAt, textAt } from '@dogwatch/admission';
import { type DocumentOptions, parseAllDocuments, type SchemaOptions } from 'yaml';
import { UsageError } from '../cli-command.js';

const typesOutsideJson = /(?:timestamp|binary|omap|pairs|set)$/;

/** Kubernetes tools take `yes` and `no` for booleans, but not their first letters alone. */
function withoutLetters<T>(tag: T): T {
  const test: unknown = typeof tag === 'object' && tag !== null && 'test' in tag ? tag.test : undefined;
  if (!(test instanceof RegExp)) return tag;
  return { ...tag, test: new RegExp(test.source.replace(/[Yy]\|[Yy]\||[Nn]\|[Nn]\|/, '')) };
}

/** YAML 1.1, as Kubernetes tools read it; what JSON has no type for, such as dates, stays text. */
export const kubernetesYaml: DocumentOptions & SchemaOptions = {
  version: '1.1',
  customTags: (tags) =>
    tags
      .filter((tag) => !typesOutsideJson.test(typeof tag === 'string' ? tag : tag.tag))
      .map((tag) => (typeof tag !== 'string' && tag.tag.endsWith(':bool') ? withoutLetters(tag) : tag)),
};

/** The objects of a YAML or JSON text, those of lists one by one; `name` is told when the text is no YAML. */
export function readDocuments(text: string, name: string): readonly JsonObject[] {
  const documents = parseAllDocuments(text, kubernetesYaml);
  if (!Array.isArray(documents)) return [];
  return documents.flatMap((document) => {
    const [error] = document.errors;
    if (error !== undefined) throw new UsageError(`${name} is no YAML: ${error.message.split('\n', 1)[0] ?? ''}`);
    const value: unknown = toJson(() => document.toJS({ maxAliasCount: 100 }), name);
    if (value === null || value === undefined) return [];
    if (!isJsonObject(value)) throw new UsageError(`${name} holds something that is no Kubernetes object`);
    const isList = (textAt(value, 'kind') ?? '').endsWith('List') && isJsonList(value['items']);
    return isList ? objectsAt(value, 'items') : [value];
  });
}

/** Resolving aliases may fail, for instance when they would make the text grow without bound. */
function toJson(read: () => unknown, name: string): unknown {
  try {
    return read();
  } catch (error) {
    throw new UsageError(`${name} is no YAML: ${error instanceof Error ? error.message : String(error)}`);
  }
}
