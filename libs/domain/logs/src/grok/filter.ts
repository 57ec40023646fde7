import type { LogsEnvironment } from '../environment.js';
import type { AttributeValue } from '../log.js';
import type { GrokArgument, GrokResult } from './argument.js';

/** Changes what a matcher found; `undefined` drops the attribute, never the match. Never throws. */
export type ApplyFilter = (value: AttributeValue) => AttributeValue | undefined;

/** What a filter can use while it is compiled. */
export interface FilterContext {
  readonly environment: LogsEnvironment;
  /** Compiles the filter that an argument names, such as the last one of `array("[]", ",", integer)`. */
  compileFilter(name: string, args: readonly GrokArgument[]): GrokResult<ApplyFilter>;
}

/** One example: documentation and test at once. */
export interface FilterExample {
  /** As it stands after the second colon: `nullIf("-")`. */
  readonly filter: string;
  readonly input: AttributeValue;
  /** Absent: the attribute is dropped. */
  readonly output?: AttributeValue;
}

/** Everything about one grok filter. A file in `filters/` exports one, and `filters/index.ts` lists it. */
export interface GrokFilter {
  readonly name: string;
  /** One sentence. */
  readonly summary: string;
  /** How it is written: `scale(factor)`. */
  readonly usage: string;
  readonly examples: readonly FilterExample[];
  /** Makes the function that runs; wrong arguments are told with what would be right. */
  compile(args: readonly GrokArgument[], context: FilterContext): GrokResult<ApplyFilter>;
}
