import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, resolve } from 'node:path';
import { DraveError, type Endpoint } from '@drave/base';
import type { HttpRequest } from '@drave/console/exchange';
import { createNodeEnv } from '@drave/env/node';
import {
  answerMonitor,
  makeMonitor,
  parseMonitorConfig,
  type ClusterSecrets,
  type HttpMessage,
  type MonitorConfig,
} from '@drave/monitor';
import { listenHttp, textAnswer } from './http-listener.js';
import { refusalOf } from './monitor-hosts.js';
import { parseText } from './parse-node-config.js';

const BODY_BYTES_MAX = 4 * 1024;

/** @throws DraveError INVALID_CONFIG. */
export function readMonitorConfig(path: string): MonitorConfig {
  return parseMonitorConfig(parseText(readText('--config', path), path), path);
}

/**
 * Runs a monitor until it is told to stop. `onReady` is given where its HTTP listens. Files that the configuration
 * names are read relative to `folder`.
 * @throws DraveError INVALID_CONFIG, ADDRESS_IN_USE.
 */
export async function runMonitor(
  config: MonitorConfig,
  folder: string,
  signal: AbortSignal,
  onReady: (http: Endpoint) => void,
): Promise<void> {
  const secrets = new Map(config.clusters.map((cluster) => [cluster.name, secretsOf(cluster, folder)]));
  const env = createNodeEnv({ timersKeepAlive: true });
  const monitor = makeMonitor(env, config, (cluster) => secrets.get(cluster) ?? {}, sendHttp);
  const hostName = hostname();
  const { http } = config;
  const names = new Set(['localhost', hostName, http.host, ...http.allowedHosts].map((name) => name.toLowerCase()));
  const answer = async (request: HttpRequest) => {
    const refusal = refusalOf(request, names);
    if (refusal !== undefined) return textAnswer(403, `${refusal}\n`);
    const { method, path } = request;
    const asked = { method, path, body: Buffer.from(request.body).toString('utf8') };
    const { status, contentType, body } = await answerMonitor(monitor, asked, hostName);
    return { status, headers: { 'content-type': contentType }, body };
  };
  try {
    const listener = await listenHttp(http, answer, {
      methods: ['DELETE', 'POST'],
      bodyBytesMax: BODY_BYTES_MAX,
      portSetting: 'http.port',
    });
    try {
      monitor.start();
      onReady(listener.endpoint);
      await untilAborted(signal);
    } finally {
      await listener.close();
      await monitor.close();
    }
  } finally {
    env.close();
  }
}

/** The folder of a file. */
export function folderOf(path: string): string {
  return dirname(resolve(path));
}

function secretsOf({ name, tls, sasl }: MonitorConfig['clusters'][number], folder: string): ClusterSecrets {
  const read = (key: string, path: string): string => readText(`clusters.${name}.${key}`, resolve(folder, path));
  const { caFile, certificateFile, privateKeyFile } = tls ?? {};
  const options = {
    ...(caFile === undefined ? {} : { caPem: read('tls.caFile', caFile) }),
    ...(certificateFile === undefined ? {} : { certificatePem: read('tls.certificateFile', certificateFile) }),
    ...(privateKeyFile === undefined ? {} : { privateKeyPem: read('tls.privateKeyFile', privateKeyFile) }),
  };
  return {
    ...(tls === undefined ? {} : { tls: options }),
    // An editor ends a file with a line break, which is no part of a password.
    ...(sasl === undefined ? {} : { password: read('sasl.passwordFile', sasl.passwordFile).replace(/\r?\n$/, '') }),
  };
}

function readText(key: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (reason) {
    const text = `'${key}': cannot read '${path}': ${(reason as Error).message}`;
    throw new DraveError('INVALID_CONFIG', text, { cause: reason });
  }
}

/** Follows no redirection, and reads no body. */
async function sendHttp({ url, method, headers, body, timeoutMs }: HttpMessage): Promise<number> {
  const signal = AbortSignal.timeout(timeoutMs);
  const response = await fetch(url, { method, headers, body, signal, redirect: 'manual' });
  await response.body?.cancel();
  return response.status;
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    if (signal.aborted) done();
    else signal.addEventListener('abort', () => done(), { once: true });
  });
}
