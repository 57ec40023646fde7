import { z } from 'zod';
import { compileGrok } from '../grok/compile-grok.js';
import type { GrokExplanation } from '../grok/explain-match.js';
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
  reportLimits(options, compiled.grok?.rules.length ?? 0, context);
  const { grok } = compiled;
  if (!grok) return () => 'NoMatch';
  const read = sourceOf(options.source);
  return (log, notes) => {
    const text = read(log);
    if (text === undefined) return 'NoSource';
    if (notes) noteMatch(grok.explain(text), notes);
    return grok.extract(text, log.attributes) < 0 ? 'NoMatch' : 'Applied';
  };
}

function noteMatch(explanation: GrokExplanation, notes: StepNotes): void {
  if (explanation.matched !== undefined) return notes.note(`the rule ${explanation.matched} matches`);
  for (const { rule, characters, expected } of explanation.attempts) {
    const next =
      expected === undefined ? 'the rule ends there and text is left over' : `${expected} does not match there`;
    notes.note(`the rule ${rule} matches ${characters} characters; ${next}`);
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
