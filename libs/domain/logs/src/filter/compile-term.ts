import type { AttributeValue, Log } from '../log.js';
import { type AttributePath, parsePath, readPath } from '../path.js';
import type { FilterField, FilterReserved } from './ast.js';
import type { TextTest } from './compile-pattern.js';
import { type CompilableValue, compileTextTest, compileValueTest } from './compile-value.js';
import { compileWords } from './compile-words.js';

/** Says whether a log is meant; allocates nothing, but for arrays that an attribute path crosses. */
export type Predicate = (log: Log) => boolean;

/** Compiles what a term wants of its field. */
export function compileTerm(field: FilterField, value: CompilableValue): Predicate {
  switch (field.kind) {
    case 'words': {
      return compileReserved('message', compileMessageTest(value));
    }
    case 'reserved': {
      return compileReserved(field.name, field.name === 'message' ? compileMessageTest(value) : compileTextTest(value));
    }
    case 'tags': {
      const test = compileTextTest(value);
      return ({ tags }) => {
        for (const tag of tags) if (test(tag)) return true;
        return false;
      };
    }
    case 'tag': {
      return compileTag(field.key, value);
    }
    default: {
      return compileAttribute(field.path, compileValueTest(value));
    }
  }
}

/** Compiles a test of what an attribute holds, in arrays of any element. */
export function compileAttribute(path: AttributePath, test: (value: AttributeValue) => boolean): Predicate {
  return ({ attributes }) => {
    const value = readPath(attributes, path);
    return value !== undefined && test(value);
  };
}

function compileMessageTest(value: CompilableValue): TextTest {
  return value.kind === 'pattern' ? compileWords(value.parts) : compileTextTest(value);
}

function compileReserved(name: FilterReserved, test: TextTest): Predicate {
  return (log) => {
    const text = log[name];
    return text !== undefined && test(text);
  };
}

function compileTag(key: string, value: CompilableValue): Predicate {
  const prefix = `${key}:`;
  const test = compileTagTest(prefix, value);
  const testAttribute = compileAttribute(parsePath(key), compileValueTest(value));
  return (log) => {
    let isTagged = false;
    for (const tag of log.tags) {
      if (tag !== key && !tag.startsWith(prefix)) continue;
      if (test(tag)) return true;
      isTagged = true;
    }
    return !isTagged && testAttribute(log);
  };
}

/** A test of whole tags, so that their values need not be cut out; ranges alone do that. */
function compileTagTest(prefix: string, value: CompilableValue): TextTest {
  if (value.kind === 'pattern')
    return compileTextTest({ kind: 'pattern', parts: [{ kind: 'text', text: prefix }, ...value.parts] });
  if (value.kind === 'oneOf')
    return compileTextTest({ kind: 'oneOf', texts: value.texts.map((text) => prefix + text) });
  const test = compileTextTest(value);
  return value.kind === 'exists' ? test : (tag) => test(tag.slice(prefix.length));
}
