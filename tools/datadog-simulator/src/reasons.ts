/** Why the simulator refuses something, each with one sentence for a reader. */
export const reasons = {
  BadArguments: 'A function or modifier was called with arguments it does not take.',
  BadDefinition: 'A series, failure or script in JSON does not have the documented form.',
  GroupMismatch: 'Two sides of an arithmetic expression are grouped by keys that cannot be matched.',
  NotSimulated: 'The query is valid, but it uses something the simulator does not evaluate.',
  Syntax: 'The query does not parse.',
  TemplateVariable: 'A template variable such as $env can only be used in a dashboard.',
  UnknownFunction: 'The simulator does not know the function.',
  UnknownModifier: 'The simulator does not know the modifier.',
} as const;

/** A key of {@link reasons}. */
export type SimulatorReason = keyof typeof reasons;
