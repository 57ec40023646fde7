import { type CompletedCommand, type CompletedOption, listCommands, type Place } from './describe-program.js';

const head = `#compdef dogwatch
# Completion of dogwatch in zsh, printed by: dogwatch completion zsh
_dogwatch() {
  local command="\${(j: :)words[2,CURRENT-1][1,2]}"
  local -a commands
  case $command in`;

const tail = `  esac
}
# read as a file of $fpath it is the function's body, else a script
if [[ $funcstack[1] == _dogwatch ]]; then
  _dogwatch "$@"
else
  compdef _dogwatch dogwatch
fi`;

/** A script for zsh, to be evaluated after \`compinit\` or put into a folder of \`$fpath\` as \`_dogwatch\`. */
export function renderZsh(program: CompletedCommand): string {
  return [head, ...listCommands(program).map(toCase), tail, ''].join('\n');
}

function toCase(command: CompletedCommand): string {
  const body = command.children.length > 0 ? describeChildren(command) : describeArguments(command);
  return [`    ${quote(command.words.join(' '))})`, ...body.map((line) => `      ${line}`), '      ;;'].join('\n');
}

function describeChildren({ children }: CompletedCommand): string[] {
  const rows = children.map(({ words, doc }) => `  ${quote(`${words.at(-1)}:${doc.replaceAll(':', '\\:')}`)}`);
  return ['commands=(', ...rows, ')', '_describe command commands'];
}

/** The words of the command go away first, so that \`_arguments\` sees it as a program of one word. */
function describeArguments({ options, argument }: CompletedCommand): string[] {
  const specs = [...options.flatMap(toSpecs), ...(argument === undefined ? [] : [quote(`*:${toAction(argument)}`)])];
  return [
    'shift 2 words',
    '(( CURRENT -= 2 ))',
    '_arguments \\',
    ...specs.map((spec, index) => toLine(spec, index < specs.length - 1)),
  ];
}

function toLine(spec: string, isContinued: boolean): string {
  return isContinued ? `  ${spec} \\` : `  ${spec}`;
}

/** A spec for each name of an option; one excludes the others, unless it may be repeated. `=`: the value may follow it, too. */
function toSpecs({ names, doc, value, isRepeated }: CompletedOption): string[] {
  const text = doc.replaceAll(/[\\[\]:]/g, (sign) => `\\${sign}`);
  const rest = `[${text}]${value === undefined ? '' : `:${toAction(value)}`}`;
  const before = isRepeated ? '*' : `(${names.join(' ')})`;
  return names.map((name) =>
    quote(`${before}${name}${value !== undefined && name.startsWith('--') ? '=' : ''}${rest}`),
  );
}

/** A message and what completes: \`_files\`, words, or nothing. */
function toAction(place: Place): string {
  if (place === 'files') return 'file:_files';
  return place === 'anything' ? 'value: ' : `value:(${place.join(' ')})`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
