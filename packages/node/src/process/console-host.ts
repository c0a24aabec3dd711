import type { Endpoint } from '@drave/base';
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

/** Undefined where the configuration does not want one. */
export function consoleHostOf(
  config: NodeConfig,
  env: Env,
  running: () => DraveNode | undefined,
): ConsoleHost | undefined {
  const { http } = config.listeners;
  const { typed } = nodeSettings(config);
  if (http === undefined || typed.draveConsoleEnable === 'false') return undefined;
  if (typed.draveConsoleEnable === 'loopback' && !isLoopback(http.host)) return undefined;
  let opening: Promise<Console> | undefined;
  return {
    answer(request) {
      if (!isConsolePath(request.path)) return undefined;
      const node = running();
      if (node === undefined) return Promise.resolve(textAnswer(503, 'the node is starting\n'));
      opening ??= openConsole(config, env, node);
      return opening.then((console) => console.answer(request));
    },
    async close() {
      await (await opening)?.close();
    },
  };
}

async function openConsole(config: NodeConfig, env: Env, node: DraveNode): Promise<Console> {
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

function brokersOf({ quorum }: DraveNode): readonly Endpoint[] {
  return quorum.feed.image.brokers().flatMap((broker) => listenerOf(broker, GRPC_LISTENER_NAME) ?? []);
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
}
