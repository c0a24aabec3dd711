import { Option, type Command } from 'commander';
import { parseDurationMs } from '../parse.js';
import type { ClusterChoice } from './local-verbs.js';

/** The options by which a command finds its cluster. */
export interface ConnectOptions extends ClusterChoice {
  readonly bootstrap?: string;
  /** The name of a context, or of a local cluster. */
  readonly context?: string;
  /** How long the cluster may take to answer, ms. Default 60,000. */
  readonly timeout?: number;
  readonly caFile?: string;
  readonly certFile?: string;
  readonly keyFile?: string;
}

/** Adds the connection options. They are the same for every command, so only `drave help connection` describes them. */
export function withConnection<Made extends Command>(command: Made): Made {
  for (const option of connectionOptions()) command.addOption(option.hideHelp());
  return command.addHelpText(
    'after',
    '\nWhich cluster: --bootstrap, --cluster, --context, TLS, --timeout; see drave help connection',
  );
}

export function connectionOptions(): readonly Option[] {
  return [
    new Option(
      '--bootstrap <host:port,...>',
      "any brokers' gRPC addresses (default $DRAVE_BOOTSTRAP, else the context, else the local cluster that runs)",
    ),
    new Option('--cluster <name>', 'the local cluster to talk to'),
    new Option('--context <name>', 'the context to use, as drave context ls lists it (default $DRAVE_CONTEXT)'),
    new Option('--timeout <duration>', 'how long the cluster may take to answer (default 60s)').argParser(
      parseDurationMs,
    ),
    new Option('--ca-file <pem>', "TLS: the authority that signed the brokers' certificates"),
    new Option('--cert-file <pem>', 'TLS: our own certificate'),
    new Option('--key-file <pem>', 'TLS: its private key'),
  ];
}
