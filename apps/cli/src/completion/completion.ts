import type { Command } from 'commander';
import type { CliCommand } from '../cli-command.js';
import { type CompletedCommand, describeProgram } from './describe-program.js';
import { renderBash } from './render-bash.js';
import { renderFish } from './render-fish.js';
import { renderZsh } from './render-zsh.js';

/** `dogwatch completion bash`: a script for bash. */
export const completionBash = completionFor('bash', renderBash, [
  'For this shell, or for every one as a line of ~/.bashrc:',
  '  eval "$(dogwatch completion bash)"',
  '',
  'Faster, where the package bash-completion is installed:',
  '  dogwatch completion bash > ~/.local/share/bash-completion/completions/dogwatch',
]);

/** `dogwatch completion fish`: a script for fish. */
export const completionFish = completionFor('fish', renderFish, [
  'For every shell from now on:',
  '  dogwatch completion fish > ~/.config/fish/completions/dogwatch.fish',
]);

/** `dogwatch completion zsh`: a script for zsh. */
export const completionZsh = completionFor('zsh', renderZsh, [
  'For this shell, or for every one as a line of ~/.zshrc behind compinit:',
  '  eval "$(dogwatch completion zsh)"',
  '',
  'Faster, with a folder that is in fpath before compinit runs:',
  '  dogwatch completion zsh > ~/.zsh/completions/_dogwatch',
]);

function completionFor(
  shell: string,
  render: (program: CompletedCommand) => string,
  install: readonly string[],
): CliCommand {
  return {
    path: ['completion', shell],
    summary: `Print a script that completes commands, options and files in ${shell}`,
    define: (command) => {
      command.addHelpText('after', ['', ...install].join('\n'));
      return async (terminal) => {
        await terminal.write(render(describeProgram(rootOf(command))));
        return 0;
      };
    },
  };
}

function rootOf(command: Command): Command {
  return command.parent === null ? command : rootOf(command.parent);
}
