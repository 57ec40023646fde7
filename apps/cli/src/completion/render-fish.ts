import { type CompletedCommand, type CompletedOption, listCommands, type Place } from './describe-program.js';

const head = `# Completion of dogwatch in fish, printed by: dogwatch completion fish
function __dogwatch_at --argument-names command --description 'Whether this command stands on the line'
    set -l words (commandline -opc)
    test "$words[2..3]" = "$command"
end
complete -c dogwatch -f`;

/** A script for fish, of version 3 or newer. */
export function renderFish(program: CompletedCommand): string {
  return [head, ...listCommands(program).flatMap(toLines), ''].join('\n');
}

function toLines(command: CompletedCommand): string[] {
  const start = `complete -c dogwatch -n ${quote(`__dogwatch_at ${quote(command.words.join(' '))}`)}`;
  return [
    ...command.children.map(({ words, doc }) => `${start} -a ${words.at(-1)} -d ${quote(doc)}`),
    ...command.options.map((option) => `${start} ${toOption(option)}`),
    ...(command.argument === undefined || command.argument === 'anything'
      ? []
      : [`${start} ${toWords(command.argument)}`]),
  ];
}

function toOption({ names, doc, value }: CompletedOption): string {
  const flags = names.map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`));
  return [...flags, ...toValue(value), `-d ${quote(doc)}`].join(' ');
}

/** An option that takes a value offers files unless it excludes them. */
function toValue(value: Place | undefined): string[] {
  if (value === undefined) return [];
  if (value === 'files') return ['-r', toWords(value)];
  return ['-x', ...(value === 'anything' ? [] : [toWords(value)])];
}

/** Names of files, which are off for all else, or words. */
function toWords(place: Exclude<Place, 'anything'>): string {
  return place === 'files' ? '-F' : `-a ${quote(place.join(' '))}`;
}

function quote(text: string): string {
  return `'${text.replaceAll(/['\\]/g, (sign) => `\\${sign}`)}'`;
}
