import { ChannelCredentials, credentials, ServerCredentials } from '@grpc/grpc-js';
import type { Socket } from 'node:net';
import type { TlsClientOptions, TlsServerOptions } from '@drave/env';
import type { SocketWatch } from './socket-watch.js';

type Connector = ReturnType<ChannelCredentials['_createSecureConnector']>;

export function clientCredentials(
  tls: TlsClientOptions | undefined,
  onSocket: (socket: Socket) => SocketWatch,
): ChannelCredentials {
  const plain =
    tls === undefined
      ? credentials.createInsecure()
      : credentials.createSsl(pem(tls.caPem), pem(tls.privateKeyPem), pem(tls.certificatePem));
  return new WatchedCredentials(plain, onSocket);
}

export function serverCredentials(tls: TlsServerOptions | undefined): ServerCredentials {
  if (tls === undefined) return ServerCredentials.createInsecure();
  const pair = { cert_chain: Buffer.from(tls.certificatePem), private_key: Buffer.from(tls.privateKeyPem) };
  return ServerCredentials.createSsl(pem(tls.clientCaPem), [pair], tls.clientCaPem !== undefined);
}

/** Passes everything on and shows us each socket that grpc-js dials: the connector is the one place that sees it. */
class WatchedCredentials extends ChannelCredentials {
  private readonly inner: ChannelCredentials;
  private readonly onSocket: (socket: Socket) => SocketWatch;

  constructor(inner: ChannelCredentials, onSocket: (socket: Socket) => SocketWatch) {
    super();
    this.inner = inner;
    this.onSocket = onSocket;
  }

  override _isSecure(): boolean {
    return this.inner._isSecure();
  }

  override _equals(other: ChannelCredentials): boolean {
    return this === other;
  }

  override _createSecureConnector(...parameters: Parameters<ChannelCredentials['_createSecureConnector']>): Connector {
    const connector = this.inner._createSecureConnector(...parameters);
    return {
      connect: async (socket) => {
        const watch = this.onSocket(socket);
        const connected = await connector.connect(socket);
        // TLS 1.3 lets the client finish first: a peer that refuses our certificate says so on the open connection.
        if (connected.socket !== socket) connected.socket.once('error', (error) => watch.noteReason(error.message));
        return connected;
      },
      waitForReady: () => connector.waitForReady(),
      getCallCredentials: () => connector.getCallCredentials(),
      destroy: () => connector.destroy(),
    };
  }
}

function pem(text: string | undefined): Buffer | null {
  return text === undefined ? null : Buffer.from(text);
}
