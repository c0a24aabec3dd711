import { DraveError, OpenedOnce, type Endpoint } from '@drave/base';
import type { Console } from '@drave/console';
import { BODY_BYTES_MAX, isConsolePath, type HttpAnswer, type HttpRequest } from '@drave/console/exchange';
import type { Env } from '@drave/env';
import { listenerOf } from '@drave/metadata';
import { GRPC_LISTENER_NAME } from '@drave/services';
import { hasRole, type NodeConfig } from '../node-config.js';
import type { DraveNode } from '../node.js';
import { advertisedGrpc } from '../quorum-role.js';
import { nodeSettings } from '../settings.js';
import { textAnswer } from './http-listener.js';
import { readPage } from './page-folder.js';
import { pageFolder } from './page-place.js';

/** What the HTTP listener must let through for it. */
export const CONSOLE_LISTENING = { methods: ['POST'], bodyBytesMax: BODY_BYTES_MAX } as const;

/** The console of a node, whose code is loaded when it is first asked for. */
export interface ConsoleHost {
  /** Undefined for a path that is not the console's. */
  answer(request: HttpRequest): Promise<HttpAnswer> | undefined;
  close(): Promise<void>;
}

/** What the console needs of its node. */
export type HostingNode = Pick<DraveNode, 'endpoint' | 'guestTransport' | 'quorum'>;

/** Undefined where the configuration does not want one. */
export function consoleHostOf(
  config: NodeConfig,
  env: Env,
  running: () => HostingNode | undefined,
): ConsoleHost | undefined {
  const { http } = config.listeners;
  const { typed } = nodeSettings(config);
  if (http === undefined || typed.draveConsoleEnable === 'false') return undefined;
  if (typed.draveConsoleEnable === 'loopback' && !isLoopback(http.host)) return undefined;
  const opened = new OpenedOnce<Console>(() => {
    const node = running();
    if (node === undefined) throw new DraveError('BROKER_NOT_AVAILABLE', 'the node is starting');
    return openConsole(config, env, node);
  });
  return {
    answer(request) {
      return isConsolePath(request.path) ? answerBy(opened, request) : undefined;
    },
    async close() {
      await (await opened.taken())?.close();
    },
  };
}

async function answerBy(opened: OpenedOnce<Console>, request: HttpRequest): Promise<HttpAnswer> {
  let console: Console;
  try {
    console = await opened.get();
  } catch (reason) {
    return textAnswer(503, `${DraveError.from(reason).message}\n`);
  }
  return console.answer(request);
}

async function openConsole(config: NodeConfig, env: Env, node: HostingNode): Promise<Console> {
  const { Console } = await import('@drave/console');
  const { typed } = nodeSettings(config);
  const own = advertisedGrpc(config, node.endpoint);
  return new Console({
    access: {
      env,
      transport: node.guestTransport(),
      nodes: () => [own],
      brokers: () => (hasRole(config, 'broker') ? [own, ...brokersOf(node)] : brokersOf(node)),
    },
    cluster: { clusterId: config.cluster.id, clusterName: config.cluster.name, nodeId: config.node.id },
    canWrite: typed.draveConsoleWriteEnable,
    hostNames: typed.draveConsoleHosts,
    hostNamesSetting: 'drave.console.hosts',
    page: () => readPage(pageFolder()),
  });
}

function brokersOf({ quorum }: HostingNode): readonly Endpoint[] {
  return quorum.feed.image.brokers().flatMap((broker) => listenerOf(broker, GRPC_LISTENER_NAME) ?? []);
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
}
