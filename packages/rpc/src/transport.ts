import type { Endpoint, Millis, NodeId } from '@drave/base';
import type { Principal } from '@drave/base/access';
import type { TlsClientOptions, TlsServerOptions } from '@drave/env';

/**
 * Typed RPC between nodes: unary calls and ordered streams with back-pressure. Two adapters pass one conformance suite:
 * `@drave/rpc/grpc` (grpc-js) and `@drave/rpc/sim` (encodes and decodes every message with the production codec, so no
 * object is shared between simulated nodes).
 */
export interface Transport {
  /** Binds and serves. Port 0 binds any free port. @throws DraveError ADDRESS_IN_USE. */
  serve(endpoint: Endpoint, services: readonly ServiceImplementation[], options?: ServeOptions): Promise<RpcServer>;
  /** Never waits: the connection is made by the first call and re-made after a loss. */
  connect(target: Endpoint, options?: ChannelOptions): RpcChannel;
}

export interface ServeOptions {
  readonly tls?: TlsServerOptions;
  /** Serves the reflection protocol for every public service. Default true. */
  readonly reflection?: boolean;
}

export interface RpcServer {
  readonly endpoint: Endpoint;
  /** Reported by grpc.health.v1 under this name; '' is the process. */
  setHealth(service: string, serving: boolean): void;
  /** Refuses new calls, waits up to `graceMs` for those under way, then drops every connection. */
  close(graceMs: Millis): Promise<void>;
}

export interface ChannelOptions {
  readonly tls?: TlsClientOptions;
  /**
   * Channels of different purposes never share one connection, so that bulk data cannot delay heartbeats.
   * Default 'control'. `bulk` opens the receive window wide: put it on the pulling side.
   */
  readonly purpose?: 'control' | 'bulk' | 'snapshot';
  /** Shown by every call of the channel; carried as metadata, and never logged. */
  readonly credential?: string;
}

export interface CallOptions {
  /** Time left for the whole call. Required for unary calls; streams may live for ever. */
  readonly deadlineMs?: Millis;
  readonly signal?: AbortSignal;
  /** Who is calling, for the fault layer and for logs; carried as metadata. */
  readonly callerId?: NodeId;
  /** For whom a node asks, which has been asked itself; carried as metadata. */
  readonly onBehalfOf?: Principal;
  /** The address from which that client asked the node; carried as metadata. */
  readonly onBehalfOfHost?: string;
}

export interface RpcChannel {
  readonly target: Endpoint;
  /**
   * Every failure is a DraveError: NETWORK_EXCEPTION for a lost or refused connection, REQUEST_TIMED_OUT for a passed
   * deadline.
   */
  unary<Request, Response>(
    method: UnaryMethod<Request, Response>,
    request: Request,
    options: CallOptions & { readonly deadlineMs: Millis },
  ): Promise<Response>;
  stream<Request, Response>(
    method: StreamMethod<Request, Response>,
    options?: CallOptions,
  ): RpcStream<Request, Response>;
  /** Fails every call under way with CANCELLED. */
  close(): void;
}

/** One end of an ordered stream. Both directions are pulled, so a slow reader slows the writer and nothing piles up. */
export interface RpcStream<Send, Receive> {
  /**
   * Resolves when the flow-control window has taken the message. Messages arrive in call order. Rejects once the stream
   * has failed.
   */
  send(message: Send): Promise<void>;
  /**
   * The next message; undefined when the other side has ended its direction. Rejects with the DraveError that ended the
   * stream.
   */
  receive(): Promise<Receive | undefined>;
  /** Ends our direction; the other one goes on. */
  end(): void;
  /** Ends both directions at once. */
  cancel(reason?: Error): void;
}

/** How the end of a connection looked from here; a reset or end is evidence about the peer, a timeout is none. */
export type ConnectionLoss = 'refused' | 'reset' | 'ended' | 'timeout';

/** What a handler learns of the call beside its request. */
export interface CallContext {
  /** Of the method: '/package.Service/Method'. */
  readonly path: string;
  /** The peer's address as the transport saw it. */
  readonly peer: Endpoint;
  /** The certificate's common name under mTLS; undefined otherwise. */
  readonly peerCertificateName: string | undefined;
  readonly callerId: NodeId | undefined;
  /** As `ChannelOptions.credential` of the caller; not checked by the transport. */
  readonly credential: string | undefined;
  /** As `CallOptions.onBehalfOf`. Who is no node has no say in it: see `NodeIdentity` in `services`. */
  readonly onBehalfOf: Principal | undefined;
  /** As `CallOptions.onBehalfOfHost`, with the same reserve. */
  readonly onBehalfOfHost: string | undefined;
  /** Milliseconds left when the call arrived; undefined when the caller set none. */
  readonly deadlineMs: Millis | undefined;
  /** Aborted when the caller went away, cancelled, or its deadline passed. */
  readonly signal: AbortSignal;
  /** Drops the connection under the call, with all that is under way on it: for the fault layer. */
  disconnect(): void;
}

interface MethodBase<Request, Response> {
  /** '/package.Service/Method' */
  readonly path: string;
  readonly encodeRequest: (message: Request) => Uint8Array;
  readonly encodeRequestPieces: (message: Request) => readonly Uint8Array[];
  readonly decodeRequest: (bytes: Uint8Array) => Request;
  readonly encodeResponse: (message: Response) => Uint8Array;
  readonly encodeResponsePieces: (message: Response) => readonly Uint8Array[];
  readonly decodeResponse: (bytes: Uint8Array) => Response;
}

export interface UnaryMethod<Request, Response> extends MethodBase<Request, Response> {
  readonly kind: 'unary';
}

/**
 * Client-, server- and bidirectional streaming have one shape: a side that sends a single message sends one and ends.
 */
export interface StreamMethod<Request, Response> extends MethodBase<Request, Response> {
  readonly kind: 'stream';
  readonly requestStream: boolean;
  readonly responseStream: boolean;
}

export type Method = UnaryMethod<never, never> | StreamMethod<never, never>;

/** A service as a plain object of methods, generated from proto/. */
export interface ServiceDefinition {
  readonly name: string;
  readonly methods: Readonly<Record<string, unknown>>;
}

export type UnaryHandler<Request, Response> = (request: Request, context: CallContext) => Promise<Response>;
/** The stream ends with OK when the promise resolves, with the DraveError when it rejects. */
export type StreamHandler<Request, Response> = (
  stream: RpcStream<Response, Request>,
  context: CallContext,
) => Promise<void>;

/** Made by `implement(service, handlers)`, which checks the handlers' types against the service's methods. */
export interface ServiceImplementation {
  readonly service: ServiceDefinition;
  readonly handlers: Readonly<Record<string, unknown>>;
}
