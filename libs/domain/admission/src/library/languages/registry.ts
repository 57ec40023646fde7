import { dotnet } from './dotnet.js';
import { java } from './java.js';
import { js } from './js.js';
import type { Language } from './language.js';
import { php } from './php.js';
import { python } from './python.js';
import { ruby } from './ruby.js';

/** Every language, in the order in which libraries are injected. */
export const languages: readonly Language[] = [java, js, python, dotnet, ruby, php];

/** The names of all languages. */
export const languageNames: readonly string[] = languages.map(({ name }) => name);

/** The language of this name; language detection calls js `node`. */
export function findLanguage(name: string): Language | undefined {
  return languages.find((language) => language.name === name);
}
