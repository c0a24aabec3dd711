import { present } from '@drave/base';
import type { ClusterNetworkKind, LocalClusterOptions, TimerProfile } from '@drave/cluster';
import { Option, type Command } from 'commander';
import { collectPair, collectVersion, parseDurationMs, parseInteger } from '../parse.js';

/** The options of a new local cluster, which `local up` and `local run` share. */
export interface LocalUpOptions {
  readonly controllers?: number;
  readonly brokers?: number;
  readonly combined?: boolean;
  readonly single?: boolean;
  readonly allowEven?: boolean;
  readonly cluster?: string;
  /** The older spelling of `cluster`. */
  readonly name?: string;
  readonly fresh?: boolean;
  readonly ports?: 'auto' | number;
  readonly profile: TimerProfile;
  readonly network: ClusterNetworkKind;
  readonly racks?: string;
  readonly secure?: boolean;
  readonly config?: Readonly<Record<string, string>>;
  /** How long the start may take, in ms; undefined for as long as it makes progress. */
  readonly wait?: number;
  /** Of APIs by name. */
  readonly limitApiVersion?: Readonly<Record<string, number>>;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
}

export function withClusterOptions<Made extends Command>(command: Made): Made {
  return command
    .option(
      '-c, --controllers <count>',
      'controllers, an odd number from 1 to 7 (default 3)',
      parseInteger('number', 0, 99),
    )
    .option('-b, --brokers <count>', 'brokers, up to 100 (default 3)', parseInteger('number', 0, 999))
    .option('--combined', 'every node is controller and broker')
    .addOption(new Option('--single', 'one node in all; the fastest').conflicts(['controllers', 'brokers', 'combined']))
    .option('--allow-even', 'accept an even number of controllers, to study it')
    .option('--cluster <name>', 'keep the cluster and its data under this name')
    .addOption(new Option('--name <name>').conflicts('cluster').hideHelp())
    .option('--fresh', 'wipe the data of the named cluster first')
    .option(
      '--ports <auto|first>',
      'auto, or the first port to try (default: Kafka from 9092, the rest auto)',
      parsePorts,
    )
    .addOption(
      new Option('--profile <timers>', "local: fast failover; real: Kafka's defaults")
        .choices(['local', 'real'])
        .default('local'),
    )
    .addOption(
      new Option('--network <kind>', 'proxied: connections pass through proxies, which can cut and slow them')
        .choices(['direct', 'proxied'])
        .default('direct'),
    )
    .option(
      '--secure',
      'TLS, clients that log in, access control lists; drave local env tells how to be its super user',
    )
    .option('--racks <names>', 'racks dealt out to the brokers, e.g. r1,r2,r3')
    .option('--config <key=value>', 'a Kafka configuration key for every node; may be repeated', collectPair)
    .option(
      '--limit-api-version <api=version>',
      'the highest version of an API that brokers serve, e.g. Fetch=12; may be repeated',
      collectVersion,
    )
    .option('--wait <duration>', 'how long the start may take (default: while it makes progress)', parseDurationMs)
    .addOption(
      new Option('--log-level <level>', "of the nodes' logs")
        .choices(['debug', 'info', 'warn', 'error'])
        .default('info'),
    );
}

/** Kafka's default port. */
const KAFKA_PORT_FIRST = 9_092;

export function toClusterOptions(options: LocalUpOptions): LocalClusterOptions {
  const racks = options.racks?.split(',').map((rack) => rack.trim());
  const name = options.cluster ?? options.name;
  const size = options.single === true ? { controllers: 1, combined: true } : sizeOf(options);
  return {
    ...size,
    ...(options.allowEven === true ? { allowEven: true } : {}),
    ...present({
      name,
      racks,
      secure: options.secure,
      brokerConfig: options.config,
      limitApiVersions: options.limitApiVersion,
    }),
    fresh: options.fresh ?? false,
    ...(options.ports === undefined ? { kafkaPorts: KAFKA_PORT_FIRST } : { ports: options.ports }),
    profile: options.profile,
    network: options.network,
    ...present({ readyTimeoutMs: options.wait }),
    logLevel: options.logLevel,
  };
}

function sizeOf(options: LocalUpOptions): Pick<LocalClusterOptions, 'controllers' | 'brokers' | 'combined'> {
  return {
    ...present({ controllers: options.controllers, brokers: options.brokers }),
    ...(options.combined === true ? { combined: true } : {}),
  };
}

function parsePorts(text: string): 'auto' | number {
  return text === 'auto' ? 'auto' : parseInteger('port', 1_024, 65_000)(text);
}
