import type { Argument, Command, Option } from 'commander';

/** What may stand at a place: the name of a file, one of some words, or anything. */
export type Place = 'files' | 'anything' | readonly string[];

/** An option, as a shell completes it. */
export interface CompletedOption {
  /** All its names, such as `-f` and `--filename`. */
  readonly names: readonly string[];
  readonly doc: string;
  /** What stands behind it; undefined for a switch. */
  readonly value: Place | undefined;
  /** Whether it may be given again. */
  readonly isRepeated: boolean;
}

/** A command, or a group of them, as a shell completes it. */
export interface CompletedCommand {
  /** The words behind `dogwatch`: none for the program, one for a group, two for a command. */
  readonly words: readonly string[];
  readonly doc: string;
  readonly children: readonly CompletedCommand[];
  readonly options: readonly CompletedOption[];
  /** What the other words are, also further values of an option that takes several; undefined where there are none. */
  readonly argument: Place | undefined;
}

/** Placeholders of help that stand for files and folders. */
const filePlaceholders = /^\W*(FILE|PATH|PIPELINE)\b/;

const help: CompletedOption = {
  names: ['-h', '--help'],
  doc: 'display help for command',
  value: undefined,
  isRepeated: false,
};

/** All that shells complete, from the commands themselves. */
export function describeProgram(command: Command, words: readonly string[] = []): CompletedCommand {
  const options = command.options.map(describeOption);
  return {
    words,
    doc: command.description(),
    children: command.commands.map((child) => describeProgram(child, [...words, child.name()])),
    options: [...options, help],
    argument: toArgument(command) ?? options.find(({ isRepeated }) => isRepeated)?.value,
  };
}

/** The program, its groups and their commands, in the order of the help. */
export function listCommands(command: CompletedCommand): readonly CompletedCommand[] {
  return [command, ...command.children.flatMap(listCommands)];
}

function toArgument({ registeredArguments: [argument] }: Command): Place | undefined {
  return argument === undefined ? undefined : toPlace(argument, argument.name());
}

function describeOption(option: Option): CompletedOption {
  const takesValue = option.required || option.optional;
  return {
    names: [option.short, option.long].filter((name) => name !== undefined),
    doc: option.description,
    value: takesValue ? toPlace(option, option.flags.replace(/^[^<[]*/, '')) : undefined,
    isRepeated: option.variadic,
  };
}

function toPlace({ argChoices }: Argument | Option, placeholder: string): Place {
  return argChoices ?? (filePlaceholders.test(placeholder) ? 'files' : 'anything');
}
