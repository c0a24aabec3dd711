import { withConnection } from './commands/connect-options.js';
import type { DraveCommand } from './drave-command.js';
import { outputFormats, withOutput, type OutputFormat } from './output.js';
import { parseDurationMs } from './parse.js';

/** Adds a command that talks to a cluster, with the options by which it finds it, and the forms of its output. */
export function addClusterCommand(
  parent: DraveCommand,
  usage: string,
  description: string,
  formats: readonly OutputFormat[] = outputFormats,
): DraveCommand {
  return withOutput(withConnection(parent.command(usage).description(description)), formats);
}

/** Adds a command that lists or describes, which can be watched; its action calls `show`. */
export function addListing(parent: DraveCommand, usage: string, description: string): DraveCommand {
  return addClusterCommand(parent, usage, description)
    .option('-w, --watch', 'go on, and show what has changed, until Ctrl-C')
    .option('--interval <duration>', 'with --watch: how often to look (default 2s)', parseDurationMs);
}
