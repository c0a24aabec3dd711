import { addListing } from './cluster-command.js';
import { withConnection } from './commands/connect-options.js';
import type { MonitorOptions } from './commands/monitor.js';
import type { ShowOptions } from './commands/show.js';
import type { DraveCommand } from './drave-command.js';
import type { Terminal } from './terminal.js';

const ABOUT_LAG = `
With groups: each of their partitions. The state and the age of the oldest unread record need more than one look, so
they are there with --watch. The states are those of Burrow: WARN (it falls behind), STOP (it reads no more), STALL (it
stands still), REWIND (it went back).`;

const ABOUT_MONITOR = `
Serves Burrow's API below /v3/kafka, lag in time below /v4/kafka, and /metrics for Prometheus, until Ctrl-C. Without a
configuration it watches the cluster that every other command would talk to.`;

/** `drave lag` and `drave monitor`. */
export function addMonitor(program: DraveCommand, terminal: Terminal): void {
  addListing(program, 'lag [groups...]', 'how far groups are behind, all of one cluster at once')
    .addHelpText('after', ABOUT_LAG)
    .action(async (groups: string[], options: ShowOptions) => {
      const { lag } = await import('./commands/lag.js');
      return lag(terminal, groups, options);
    });
  withConnection(program.command('monitor').description('watch the lag of groups, and tell others over HTTP'))
    .option('--config <file>', 'clusters, notifiers and limits, YAML or JSON (docs/monitoring.md)')
    .option('--http <host:port>', 'without --config: where to listen (default 127.0.0.1:8000; port 0 is any)')
    .addHelpText('after', ABOUT_MONITOR)
    .action(async (options: MonitorOptions) => {
      const { monitor } = await import('./commands/monitor.js');
      return monitor(terminal, options);
    });
}
