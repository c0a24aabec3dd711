import { hostname } from 'node:os';
import type { HttpAnswer, HttpRequest } from '@drave/console/exchange';
import type { Logger } from '@drave/env';
import { createNodeEnv } from '@drave/env/node';
import { answerMonitor, makeMonitor, type ClusterSecrets, type HttpMessage, type MonitorConfig } from '@drave/monitor';

export interface RunningMonitor {
  /** What its HTTP says; who may ask is judged before. */
  answer(request: HttpRequest): Promise<HttpAnswer>;
  /** Resolves when every cluster has been sampled, or has been tried. */
  whenReady(): Promise<void>;
  close(): Promise<void>;
}

interface OpenMonitorOptions {
  /** Whether it keeps the process alive by itself. */
  readonly keepsAlive: boolean;
  /** Default: to the standard error. */
  readonly logger?: Logger;
}

/** Begins to watch. `secretsOf` has what was read from the files of a cluster. */
export function openMonitor(
  config: MonitorConfig,
  secretsOf: (cluster: string) => ClusterSecrets,
  { keepsAlive, logger }: OpenMonitorOptions,
): RunningMonitor {
  const env = createNodeEnv({ timersKeepAlive: keepsAlive, ...(logger === undefined ? {} : { logger }) });
  const monitor = makeMonitor(env, config, secretsOf, sendHttp);
  const hostName = hostname();
  monitor.start();
  return {
    async answer({ method, path, body: sent }) {
      const request = { method, path, body: Buffer.from(sent).toString('utf8') };
      const { status, contentType, body } = await answerMonitor(monitor, request, hostName);
      return { status, headers: { 'content-type': contentType }, body };
    },
    whenReady: () => monitor.whenReady(),
    async close() {
      await monitor.close();
      env.close();
    },
  };
}

/** Follows no redirection, and reads no body. */
async function sendHttp({ url, method, headers, body, timeoutMs }: HttpMessage): Promise<number> {
  const signal = AbortSignal.timeout(timeoutMs);
  const response = await fetch(url, { method, headers, body, signal, redirect: 'manual' });
  await response.body?.cancel();
  return response.status;
}
