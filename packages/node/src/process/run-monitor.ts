import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { DraveError, type Endpoint } from '@drave/base';
import { parseMonitorConfig, type ClusterSecrets, type MonitorConfig } from '@drave/monitor';
import { listenHttp } from './http-listener.js';
import { answerOurs, monitorExchanges } from './monitor-hosts.js';
import { openMonitor } from './open-monitor.js';
import { parseText } from './parse-node-config.js';

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
  const { http } = config;
  const monitor = openMonitor(config, (cluster) => secrets.get(cluster) ?? {}, { keepsAlive: true });
  try {
    const answer = answerOurs([http.host, ...http.allowedHosts], (request) => monitor.answer(request));
    const listener = await listenHttp(http, answer, { ...monitorExchanges, portSetting: 'http.port' });
    try {
      onReady(listener.endpoint);
      await untilAborted(signal);
    } finally {
      await listener.close();
    }
  } finally {
    await monitor.close();
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

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    if (signal.aborted) done();
    else signal.addEventListener('abort', () => done(), { once: true });
  });
}
