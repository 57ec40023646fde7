import { z } from 'zod';
import { castValue, type ValueFormat, valueFormats } from '../cast-value.js';
import { type AttributeValue, copyValue, type Log } from '../log.js';
import { parsePath, readPath, removePath, writePath } from '../path.js';
import { type CompileContext, defineProcessor, type RunProcessor, type StepNotes } from '../processor.js';
import type { LogOutcome } from '../reasons.js';
import { reportReservedName } from '../reserved-names.js';
import { addTag, hasTagKey, removeTagKey, tagValues } from '../tags.js';

const config = z.object({
  sources: z.array(z.string().min(1)).min(1).describe('The first that is there is written; all go.'),
  target: z.string().min(1),
  source_type: z.enum(['attribute', 'tag']).default('attribute'),
  target_type: z.enum(['attribute', 'tag']).default('attribute'),
  target_format: z.enum(valueFormats).default('auto').describe('What cannot be cast stays as it is.'),
  preserve_source: z.boolean().default(false).describe('True: the sources stay.'),
  override_on_conflict: z.boolean().default(false).describe('True: a target that is there is replaced.'),
});

type Config = z.output<typeof config>;

/** Where a value comes from. */
interface Source {
  readonly text: string;
  /** Whether it is the target too: then the value stays where it is and only its format changes. */
  readonly isTarget: boolean;
  read(log: Log): AttributeValue | undefined;
  /** What was read as a value of its own, removed from the log unless it is preserved. */
  take(log: Log, value: AttributeValue): AttributeValue;
}

/** Where a value goes to. */
interface Target {
  has(log: Log): boolean;
  /** Says whether the value can be written there at all. */
  write(log: Log, value: AttributeValue): boolean;
}

interface Plan {
  readonly sources: readonly Source[];
  readonly target: Target;
  readonly overrides: boolean;
}

function attributeSource(text: string, isTarget: boolean, preserve: boolean): Source {
  const path = parsePath(text);
  return {
    text,
    isTarget,
    read: (log) => readPath(log.attributes, path),
    take: (log, value) => (!preserve && removePath(log.attributes, path) ? value : copyValue(value)),
  };
}

function tagSource(key: string, isTarget: boolean, preserve: boolean): Source {
  const read = ({ tags }: Log): AttributeValue | undefined => {
    const values = tagValues(tags, key);
    return values.length > 1 ? values : values[0];
  };
  const take = (log: Log, value: AttributeValue): AttributeValue => {
    if (!preserve) removeTagKey(log.tags, key);
    return value;
  };
  return { text: key, isTarget, read, take };
}

function attributeTarget(text: string, format: ValueFormat): Target {
  const path = parsePath(text);
  const write = (log: Log, value: AttributeValue): boolean => {
    writePath(log.attributes, path, castValue(value, format));
    return true;
  };
  return { has: (log) => readPath(log.attributes, path) !== undefined, write };
}

function tagTarget(key: string): Target {
  const write = ({ tags }: Log, value: AttributeValue): boolean => {
    const members = Array.isArray(value) ? value : [value];
    const texts = members.filter((member) => typeof member !== 'object').map(String);
    if (texts.length === 0) return false;
    removeTagKey(tags, key);
    for (const text of texts) addTag(tags, `${key}:${text}`.toLowerCase());
    return true;
  };
  return { has: ({ tags }) => hasTagKey(tags, key), write };
}

function compile(options: Config, context: CompileContext): RunProcessor {
  reportNames(options, context);
  const { target, source_type: from, target_type: to, preserve_source: preserve } = options;
  const makeSource = from === 'tag' ? tagSource : attributeSource;
  const plan: Plan = {
    sources: options.sources.map((text) => {
      const isTarget = from === to && text === target;
      return makeSource(text, isTarget, preserve || isTarget);
    }),
    target: to === 'tag' ? tagTarget(target) : attributeTarget(target, options.target_format),
    overrides: options.override_on_conflict,
  };
  return (log, notes) => remap(plan, log, notes);
}

/** All sources that are there are taken; the first of them is the one that is written. */
function remap({ sources, target, overrides }: Plan, log: Log, notes: StepNotes | undefined): LogOutcome {
  let outcome: LogOutcome = 'NoSource';
  for (const source of sources) {
    const value = source.read(log);
    if (value === undefined) continue;
    const isFirst = outcome === 'NoSource';
    const isBlocked = isFirst && !overrides && !source.isTarget && target.has(log);
    const taken = source.take(log, value);
    if (!isFirst) continue;
    notes?.note(`the source is ${source.text}`);
    if (isBlocked) outcome = 'TargetExists';
    else outcome = target.write(log, taken) ? 'Applied' : 'InvalidValue';
  }
  return outcome;
}

function reportNames(options: Config, context: CompileContext): void {
  const { sources, target, source_type: from, target_type: to } = options;
  if (to === 'tag' && /[:,]/.test(target)) {
    const message = `the tag ${JSON.stringify(target)} must not contain ':' or ','`;
    context.report({ severity: 'error', reason: 'InvalidConfig', field: '.target', message });
  }
  if (from === 'attribute')
    for (const [index, name] of sources.entries()) reportReservedName(name, `.sources[${index}]`, context);
  if (to === 'attribute') reportReservedName(target, '.target', context);
}

/** Datadog's remapper of attributes and tags. */
export const processor = defineProcessor({
  type: 'attribute-remapper',
  summary: 'Moves or copies attributes or tags to another attribute or tag, and can cast them to another type.',
  config,
  examples: [
    {
      title: 'The first source that is there is written; all of them are removed.',
      config: { sources: ['user', 'uid', 'account'], target: 'usr.id' },
      log: { attributes: { uid: 7, account: 8 } },
      expected: { attributes: { usr: { id: 7 } } },
    },
    {
      title: 'A target that is there stays, unless override_on_conflict is set; the source goes all the same.',
      config: { sources: ['a'], target: 'b' },
      log: { attributes: { a: 1, b: 2 } },
      expected: { attributes: { b: 2 } },
    },
    {
      title: 'A copy of an object, over what was there.',
      config: { sources: ['a'], target: 'b.c', preserve_source: true, override_on_conflict: true },
      log: { attributes: { a: { x: 1 }, b: { c: 2 } } },
      expected: { attributes: { a: { x: 1 }, b: { c: { x: 1 } } } },
    },
    {
      title: 'An attribute in place, as an integer.',
      config: { sources: ['took'], target: 'took', target_format: 'integer' },
      log: { attributes: { took: '12.7' } },
      expected: { attributes: { took: 12 } },
    },
    {
      title: 'The members of an array as tags.',
      config: { sources: ['zones'], target: 'zone', target_type: 'tag' },
      log: { attributes: { zones: ['A', 'b'] }, tags: ['env:prod'] },
      expected: { tags: ['env:prod', 'zone:a', 'zone:b'] },
    },
    {
      title: 'A tag as an attribute.',
      config: { sources: ['team'], source_type: 'tag', target: 'owner', preserve_source: true },
      log: { tags: ['team:blue'] },
      expected: { tags: ['team:blue'], attributes: { owner: 'blue' } },
    },
  ],
  compile,
});
