import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { DraveError } from '@drave/base';
import type { TlsClientOptions, TlsServerOptions } from '@drave/env';
import type { NodeConfig } from '../node-config.js';

type TlsFiles = NonNullable<NodeConfig['listeners']['grpc']['tls']>;

interface NodeTls {
  readonly server: TlsServerOptions;
  readonly client: TlsClientOptions;
}

/**
 * What the gRPC listener shows to callers, and what this node shows to the others, which is the same; undefined without
 * TLS.
 *
 * @throws DraveError INVALID_CONFIG when a file cannot be read, is no PEM, or certificate and key do not belong
 * together.
 */
export function tlsOf(config: NodeConfig): NodeTls | undefined {
  const files = config.listeners.grpc.tls;
  if (files === undefined) return undefined;
  const { server, caPem } = load('listeners.grpc.tls', files);
  const { clientCaPem, ...own } = server;
  const trusted = caPem ?? clientCaPem;
  return { server, client: { ...own, ...(trusted === undefined ? {} : { caPem: trusted }) } };
}

/** What each Kafka listener with TLS shows to clients, by its name. @throws DraveError as `tlsOf`. */
export function kafkaTlsOf({ listeners }: NodeConfig): ReadonlyMap<string, TlsServerOptions> {
  const loaded = new Map<string, TlsServerOptions>();
  for (const { name, tls } of listeners.kafka ?? [])
    if (tls !== undefined) loaded.set(name, load(`listeners.kafka.${name}.tls`, tls).server);
  return loaded;
}

function load(key: string, files: TlsFiles): { readonly server: TlsServerOptions; readonly caPem: string | undefined } {
  const { certificateFile, privateKeyFile, clientCaFile, caFile } = mapFiles(files, (part, path) =>
    readPem(`${key}.${part}`, path),
  );
  try {
    createSecureContext({ cert: certificateFile, key: privateKeyFile });
    // A context leaves out an authority that it cannot read, without a word.
    for (const authority of [clientCaFile, caFile]) if (authority !== undefined) new X509Certificate(authority);
  } catch (reason) {
    throw new DraveError(
      'INVALID_CONFIG',
      `'${key}': ${(reason as Error).message}; give a certificate with its own key, and authorities, as PEM`,
      { cause: reason },
    );
  }
  const clientCa = clientCaFile === undefined ? {} : { clientCaPem: clientCaFile };
  return { server: { certificatePem: certificateFile, privateKeyPem: privateKeyFile, ...clientCa }, caPem: caFile };
}

export function mapPaths(files: TlsFiles, change: (path: string) => string): TlsFiles {
  return mapFiles(files, (_key, path) => change(path));
}

function mapFiles(files: TlsFiles, change: (key: string, path: string) => string): TlsFiles {
  const { certificateFile, privateKeyFile, clientCaFile, caFile } = files;
  return {
    certificateFile: change('certificateFile', certificateFile),
    privateKeyFile: change('privateKeyFile', privateKeyFile),
    ...(clientCaFile === undefined ? {} : { clientCaFile: change('clientCaFile', clientCaFile) }),
    ...(caFile === undefined ? {} : { caFile: change('caFile', caFile) }),
  };
}

function readPem(key: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (reason) {
    const text = `'${key}': cannot read '${path}': ${(reason as Error).message}`;
    throw new DraveError('INVALID_CONFIG', text, { cause: reason });
  }
}
