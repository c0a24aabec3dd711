import type { Endpoint } from '@drave/base';

/** Byte streams, for the Kafka and HTTP listeners. Typed RPC between nodes is `Transport` in `@drave/rpc`. */
export interface Network {
  /** Port 0 binds any free port; the listener tells which. @throws DraveError ADDRESS_IN_USE. */
  listen(
    endpoint: Endpoint,
    onConnection: (connection: Connection) => void,
    options?: ListenOptions,
  ): Promise<Listener>;
  connect(endpoint: Endpoint, options?: ConnectOptions): Promise<Connection>;
}

export interface ListenOptions {
  readonly tls?: TlsServerOptions;
}

export interface ConnectOptions {
  readonly tls?: TlsClientOptions;
  readonly timeoutMs?: number;
}

export interface TlsServerOptions {
  readonly certificatePem: string;
  readonly privateKeyPem: string;
  /** The authority against which client certificates are checked; with it they are required (mTLS). */
  readonly clientCaPem?: string;
}

export interface TlsClientOptions {
  readonly caPem?: string;
  readonly certificatePem?: string;
  readonly privateKeyPem?: string;
  readonly serverName?: string;
}

export interface Listener {
  readonly endpoint: Endpoint;
  /** Stops accepting; connections that are open stay. */
  close(): Promise<void>;
}

export interface Connection {
  readonly remote: Endpoint;
  /** The common name of the peer's certificate under mTLS. */
  readonly peerCertificateName?: string | undefined;
  /** The next bytes, when they are asked for, or undefined at the end of the stream. The caller owns the buffer. */
  read(): Promise<Uint8Array | undefined>;
  /** Writes all parts in one call; resolves when the kernel has taken the bytes. */
  write(parts: readonly Uint8Array[]): Promise<void>;
  /** Closes this direction after what was written. */
  end(): Promise<void>;
  /** Drops the connection at once. */
  destroy(): void;
}
