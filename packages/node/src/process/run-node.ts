import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DraveError, limits, type Millis } from '@drave/base';
import type { Env } from '@drave/env';
import { createNodeEnv, type NodeEnv } from '@drave/env/node';
import { GrpcTransport } from '@drave/rpc/grpc';
import { nodeName, type NodeConfig } from '../node-config.js';
import { DraveNode } from '../node.js';
import { loadRoles } from '../roles.js';
import type { FaultKit } from './fault-kit.js';
import { tuneHeap } from './heap.js';
import { parseNodeConfig } from './parse-node-config.js';
import { RoutedTransport } from './routed-transport.js';
import { kafkaSaslOf, mapSaslPaths } from './sasl-files.js';
import { kafkaTlsOf, mapPaths, tlsOf } from './tls-files.js';
import { answerHttp } from './answer-http.js';
import { consoleHostOf, CONSOLE_LISTENING, type ConsoleHost } from './console-host.js';
import { listenHttp, type HttpListener } from './http-listener.js';
import { readyFacts } from './ready-facts.js';

/**
 * What nodes say to each other has deadlines and pings of its own, each far shorter. This one is for what is idle, such
 * as a client that is gone without a word, and wakes both sides of every connection.
 */
const KEEPALIVE_MS: Millis = 30_000;

/** @throws DraveError INVALID_CONFIG. Relative paths in the file are relative to the file. */
export function readNodeConfig(path: string): NodeConfig {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (reason) {
    throw new DraveError('INVALID_CONFIG', `cannot read '${path}': ${(reason as Error).message}`, { cause: reason });
  }
  const config = parseNodeConfig(text, path);
  return withAbsolutePaths(config, dirname(resolve(path)));
}

function withAbsolutePaths(config: NodeConfig, folder: string): NodeConfig {
  const { listeners, log, faults } = config;
  const { tls } = listeners.grpc;
  const { kafka } = listeners;
  const absolute = (path: string): string => resolve(folder, path);
  return {
    ...config,
    dataDirectories: config.dataDirectories.map(absolute),
    listeners: {
      ...listeners,
      grpc: { ...listeners.grpc, ...(tls === undefined ? {} : { tls: mapPaths(tls, absolute) }) },
      ...(kafka === undefined
        ? {}
        : {
            kafka: kafka.map((one) => ({
              ...one,
              ...(one.tls === undefined ? {} : { tls: mapPaths(one.tls, absolute) }),
              ...(one.sasl === undefined ? {} : { sasl: mapSaslPaths(one.sasl, absolute) }),
            })),
          }),
    },
    log: { ...log, ...(log.file === undefined ? {} : { file: absolute(log.file) }) },
    ...(faults?.routesFile === undefined ? {} : { faults: { ...faults, routesFile: absolute(faults.routesFile) } }),
  };
}

/**
 * Runs one node until it is told to stop: SIGTERM and SIGINT are a controlled shutdown, a second signal ends it at
 * once; a supervised node also stops when its standard input closes. Prints one line of JSON when every listener is
 * bound.
 *
 * Resolves with the exit code.
 */
export async function runNode(config: NodeConfig): Promise<number> {
  tuneHeap();
  process.title = `drave ${config.cluster.name}/${nodeName(config)}`;
  const real = nodeEnv(config);
  const kit = await faultKitOf(config, real);
  const env = kit?.env ?? real;
  const end = endOfNode(config, real);
  let node: DraveNode | undefined;
  let http: HttpListener | undefined;
  try {
    // The HTTP port first: a node that cannot have it must not have joined the cluster.
    const console = consoleHostOf(config, env, () => node);
    http = await openHttp(config, env, () => node, console);
    const roles = await loadRoles(config);
    await kit?.follow(roles.broker?.servedApis);
    const { diskReserveBytesMax } = limits;
    const world = {
      env,
      faults: kit?.control,
      roles,
      ...transportOf(config, env),
      diskReserveBytesMax,
      onFatal: end.fatal,
    };
    node = await DraveNode.start(world, config);
    printReady(config, node, http);
    const exitCode = await end.reached;
    await console?.close();
    await Promise.all([node.stop(), http?.close()]);
    return exitCode;
  } finally {
    real.close();
  }
}

async function faultKitOf({ faults }: NodeConfig, env: NodeEnv): Promise<FaultKit | undefined> {
  if (faults?.fromStandardInput !== true) return undefined;
  const { FaultKit } = await import('./fault-kit.js');
  return new FaultKit(env, { input: process.stdin, print: (line) => void process.stdout.write(line) });
}

function nodeEnv(config: NodeConfig): NodeEnv {
  const { level, file } = config.log;
  const fields = { cluster: config.cluster.name, node: nodeName(config) };
  const quotaBytes = config.faults?.diskQuotaBytes;
  // A quota counts the bytes below the root, so with one the root is the data directory itself.
  const root = quotaBytes === undefined ? '/' : (config.dataDirectories[0] ?? '/');
  return createNodeEnv({
    root,
    logger: { level, destination: file === undefined ? 'stdout' : { file }, fields },
    ...(quotaBytes === undefined ? {} : { quotaBytes }),
  });
}

function transportOf(config: NodeConfig, env: Env) {
  const tls = tlsOf(config);
  const direct = new GrpcTransport({ logger: env.logger, keepaliveMs: KEEPALIVE_MS });
  const routesFile = config.faults?.routesFile;
  return {
    transport: routesFile === undefined ? direct : new RoutedTransport(direct, routesFile),
    ...(tls === undefined ? {} : { tls }),
    kafkaTls: kafkaTlsOf(config),
    kafkaSasl: kafkaSaslOf(config),
  };
}

interface EndOfNode {
  /** The exit code to end with after an orderly stop. */
  readonly reached: Promise<number>;
  readonly fatal: (error: DraveError) => void;
}

function endOfNode(config: NodeConfig, env: NodeEnv): EndOfNode {
  let resolveEnd!: (exitCode: number) => void;
  const reached = new Promise<number>((resolve) => (resolveEnd = resolve));
  let signals = 0;
  const onSignal = (): void => {
    signals += 1;
    if (signals > 1) process.exit(130);
    resolveEnd(0);
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
  if (config.supervised) {
    // The supervisor is gone, and data is safe as it is: the exit is like a power cut without the loss.
    process.stdin
      .on('end', () => process.exit(0))
      .on('error', () => process.exit(0))
      .resume();
  }
  const fatal = (error: DraveError): void => {
    env.logger.error({ code: error.code, err: error }, `the node stops: ${error.message}`);
    process.stderr.write(`drave: ${error.message}\n`);
    env.close();
    process.exit(70);
  };
  process.on('uncaughtException', (reason) => fatal(DraveError.from(reason)));
  process.on('unhandledRejection', (reason) => fatal(DraveError.from(reason)));
  return { reached, fatal };
}

type RunningNode = () => DraveNode | undefined;

function openHttp(
  config: NodeConfig,
  env: Env,
  node: RunningNode,
  console: ConsoleHost | undefined,
): Promise<HttpListener> | undefined {
  const { http } = config.listeners;
  if (http === undefined) return undefined;
  return listenHttp(http, (request) => answerHttp(request, env.metrics, node(), console), CONSOLE_LISTENING);
}

function printReady(config: NodeConfig, node: DraveNode, http: HttpListener | undefined): void {
  process.stdout.write(`${JSON.stringify(readyFacts(config, node, http))}\n`);
}
