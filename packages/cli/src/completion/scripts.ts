/** The shells that can be completed in. */
export const shells = ['bash', 'zsh', 'fish'] as const;

export type Shell = (typeof shells)[number];

/**
 * The script for a shell, which asks `drave complete` for what a word may become. What ends in a slash goes on: there
 * is no space behind it.
 */
export function completionScript(shell: Shell): string {
  return scripts[shell];
}

const scripts: Readonly<Record<Shell, string>> = {
  bash: `# drave completion for bash: source <(drave completion bash)
_drave() {
  local line
  COMPREPLY=()
  while IFS= read -r line; do COMPREPLY+=("$line"); done < <(
    drave complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null
  )
  if [[ \${#COMPREPLY[@]} -eq 1 && \${COMPREPLY[0]} == */ ]]; then compopt -o nospace 2>/dev/null; fi
}
complete -F _drave drave`,
  zsh: `#compdef drave
# drave completion for zsh: source <(drave completion zsh), after compinit
_drave() {
  local -a found
  found=("\${(@f)$(drave complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  found=(\${found:#})
  (( \${#found} )) && compadd -a found
}
compdef _drave drave`,
  fish: `# drave completion for fish: drave completion fish | source
function __drave_complete
    set -l words (commandline -opc) (commandline -ct)
    drave complete -- $words[2..-1] 2>/dev/null
end
complete -c drave -f -a '(__drave_complete)'`,
};
