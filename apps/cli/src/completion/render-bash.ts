import { type CompletedCommand, type CompletedOption, listCommands, type Place } from './describe-program.js';

const head = `# Completion of dogwatch in bash, printed by: dogwatch completion bash
_dogwatch() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} command='' words='' files=''
  # bash takes --option=value apart
  if [[ $current == '=' ]]; then
    current=''
  elif [[ $previous == '=' ]]; then
    previous=\${COMP_WORDS[COMP_CWORD-2]}
  fi
  if ((COMP_CWORD > 2)); then
    command="\${COMP_WORDS[1]} \${COMP_WORDS[2]}"
  elif ((COMP_CWORD == 2)); then
    command=\${COMP_WORDS[1]}
  fi`;

const tail = `  COMPREPLY=()
  if [[ -n $files && $current != -* ]]; then
    return # no words: bash completes names of files then
  fi
  type compopt &>/dev/null && compopt +o default 2>/dev/null
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _dogwatch dogwatch`;

/** A script for bash, of version 3.2 or newer. */
export function renderBash(program: CompletedCommand): string {
  const cases = listCommands(program).flatMap((command) => [...toValueCases(command), toWordsCase(command)]);
  return [head, '  case "$command|$previous" in', ...cases, '  esac', tail, ''].join('\n');
}

/** What stands behind an option that takes a value. */
function toValueCases({ words, options }: CompletedCommand): string[] {
  return options.flatMap((option) =>
    option.value === undefined ? [] : [`    ${toPatterns(words, option)}) ${toAssignment([], option.value)} ;;`],
  );
}

function toPatterns(words: readonly string[], { names }: CompletedOption): string {
  return names.map((name) => `'${words.join(' ')}|${name}'`).join(' | ');
}

/** What stands elsewhere: the commands of a group, the options and arguments of a command. */
function toWordsCase({ words, children, options, argument }: CompletedCommand): string {
  const names = [...children.map((child) => child.words.at(-1) ?? ''), ...options.flatMap((option) => option.names)];
  return `    '${words.join(' ')}|'*) ${toAssignment(names, argument)} ;;`;
}

function toAssignment(names: readonly string[], place: Place | undefined): string {
  const words = [...(typeof place === 'object' ? place : []), ...names];
  const files = place === 'files' ? ['files=yes'] : [];
  return [...files, `words='${words.join(' ')}'`].join(' ');
}
