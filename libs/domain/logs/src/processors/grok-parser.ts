import { z } from 'zod';
import { compileGrok, type Grok } from '../grok/compile-grok.js';
import { findUnreachableRules } from '../grok/find-unreachable-rules.js';
import type { GrokExplanation, RuleAttempt } from '../grok/explain-match.js';
import type { GrokProblem } from '../grok/problem.js';
import type { Log } from '../log.js';
import { parsePath, readPath } from '../path.js';
import { type CompileContext, defineProcessor, type RunProcessor, type StepNotes } from '../processor.js';
import { scalarText } from '../read-sources.js';

const config = z.object({
  source: z.string().min(1).default('message').describe('An attribute, or the message.'),
  samples: z.array(z.string()).optional().describe('Texts to try the rules on; they have no effect.'),
  grok: z.object({
    support_rules: z.string().default('').describe('Rules that other rules can use, a line each.'),
    match_rules: z.string().describe('Rules to try, a line each; see [Grok](grok.md).'),
  }),
});

type Config = z.output<typeof config>;

/** What Datadog recommends or allows at most. */
const maxRules = 10;
const maxSamples = 5;
const maxSampleLength = 5000;

function compile(options: Config, context: CompileContext): RunProcessor {
  const { grok: rules } = options;
  const compiled = compileGrok({ supportRules: rules.support_rules, matchRules: rules.match_rules }, context);
  for (const problem of compiled.problems) reportRule(problem, context);
  const { grok } = compiled;
  reportLimits(options, grok?.rules.length ?? 0, context);
  reportUnreachable(grok, context);
  if (!grok) return () => 'NoMatch';
  const read = sourceOf(options.source);
  return (log, notes) => {
    const text = read(log);
    if (text === undefined) return 'NoSource';
    if (notes) noteMatch(grok.explain(text), text.trim(), notes);
    return grok.extract(text, log.attributes) < 0 ? 'NoMatch' : 'Applied';
  };
}

/** The rule that got furthest comes first: it is most likely the one that was meant. */
function noteMatch(explanation: GrokExplanation, text: string, notes: StepNotes): void {
  if (explanation.matched !== undefined) return notes.note(`the rule ${explanation.matched} matches`);
  const { nearest, attempts } = explanation;
  const others = attempts.filter((attempt) => attempt !== nearest);
  for (const attempt of nearest ? [nearest, ...others] : others) notes.note(printAttempt(attempt, text));
}

function printAttempt({ rule, characters, expected }: RuleAttempt, text: string): string {
  const start = `the rule ${rule} matches ${characters} characters`;
  const rest = text.slice(characters, characters + restLength);
  const found =
    rest === '' ? 'the text ends' : JSON.stringify(characters + restLength < text.length ? `${rest}…` : rest);
  if (expected === undefined) return `${start}; the rule ends there and ${found} is left over`;
  return rest === ''
    ? `${start}; ${found} where ${expected} should be`
    : `${start}; ${expected} does not match ${found}`;
}

/** How much of what a rule does not match is told. */
const restLength = 20;

function reportUnreachable(grok: Grok | undefined, { report }: CompileContext): void {
  for (const { name, takenBy } of findUnreachableRules(grok?.rules ?? [])) {
    const message = `the rule ${name} never matches: ${takenBy} before it takes all that it could take`;
    report({ severity: 'warning', reason: 'Unreachable', field: '.grok.match_rules', message });
  }
}

function sourceOf(source: string): (log: Log) => string | undefined {
  if (source === 'message') return ({ message }) => message;
  const path = parsePath(source);
  return ({ attributes }) => scalarText(readPath(attributes, path));
}

function reportRule({ severity, reason, field, line, column, message }: GrokProblem, context: CompileContext): void {
  context.report({ severity, reason, field: `.grok.${field}`, message: `line ${line}, column ${column}: ${message}` });
}

function reportLimits({ samples = [] }: Config, rules: number, context: CompileContext): void {
  const warn = (field: string, message: string): void =>
    context.report({ severity: 'warning', reason: 'AboveLimit', field, message });
  if (rules > maxRules) warn('.grok.match_rules', `there are ${rules} rules; Datadog recommends at most ${maxRules}`);
  if (samples.length > maxSamples) warn('.samples', `there are ${samples.length} samples; Datadog takes ${maxSamples}`);
  const long = samples.findIndex(({ length }) => length > maxSampleLength);
  if (long >= 0)
    warn(`.samples[${long}]`, `the sample is longer than the ${maxSampleLength} characters that Datadog takes`);
}

/** Takes texts apart. */
export const processor = defineProcessor({
  type: 'grok-parser',
  summary: 'Takes a text apart by the first rule that matches the whole of it; what is extracted overrides attributes.',
  config,
  examples: [
    {
      title: 'The message, by the second of two rules.',
      config: {
        grok: {
          support_rules: '_user user=%{notSpace:usr.id}',
          match_rules: 'login %{_user} logged in\nlogout %{_user} logged out after %{integer:duration:scale(1000)}s',
        },
      },
      log: { message: 'user=ada logged out after 12s' },
      expected: { message: 'user=ada logged out after 12s', attributes: { usr: { id: 'ada' }, duration: 12_000 } },
    },
    {
      title: 'An attribute that is a number.',
      config: { source: 'code', grok: { match_rules: 'code %{integer:class:scale(1)}' } },
      log: { attributes: { code: 42 } },
      expected: { attributes: { code: 42, class: 42 } },
    },
  ],
  compile,
});
