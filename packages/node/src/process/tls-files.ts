import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { DraveError } from '@drave/base';
import type { TlsClientOptions, TlsServerOptions } from '@drave/env';
import type { NodeConfig } from '../config.js';

type TlsFiles = NonNullable<NodeConfig['listeners']['grpc']['tls']>;

export interface NodeTls {
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
  const { certificateFile, privateKeyFile, clientCaFile, caFile } = mapFiles(files, readPem);
  const clientCa = clientCaFile === undefined ? {} : { clientCaPem: clientCaFile };
  const trusted = caFile ?? clientCaFile;
  const ca = trusted === undefined ? {} : { caPem: trusted };
  const own = { certificatePem: certificateFile, privateKeyPem: privateKeyFile };
  try {
    createSecureContext({ cert: certificateFile, key: privateKeyFile });
    // A context leaves out an authority that it cannot read, without a word.
    for (const authority of [clientCaFile, caFile]) if (authority !== undefined) new X509Certificate(authority);
  } catch (reason) {
    throw new DraveError(
      'INVALID_CONFIG',
      `'listeners.grpc.tls': ${(reason as Error).message}; give a certificate with its own key, and authorities, as PEM`,
      { cause: reason },
    );
  }
  return { server: { ...own, ...clientCa }, client: { ...own, ...ca } };
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
    const text = `'listeners.grpc.tls.${key}': cannot read '${path}': ${(reason as Error).message}`;
    throw new DraveError('INVALID_CONFIG', text, { cause: reason });
  }
}
