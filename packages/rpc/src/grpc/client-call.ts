import { setMaxListeners } from 'node:events';
import { assert, type DraveError } from '@drave/base';
import { Metadata, status as grpcCodes, type StatusObject } from '@grpc/grpc-js';
import { abortError, DEADLINE_MS_MAX } from '../dispatch.js';
import type { CallOptions } from '../transport.js';
import type { AcquiredChannel, GrpcConnection } from './connection.js';
import { incomingError } from './status.js';

export const CALLER_ID_KEY = 'drave-caller-id';
export const CREDENTIAL_KEY = 'drave-credential';
/** In bytes: a principal may have any characters, and metadata in text may not. */
export const ON_BEHALF_OF_KEY = 'drave-on-behalf-of-bin';
export const ON_BEHALF_OF_HOST_KEY = 'drave-on-behalf-of-host-bin';

type GrpcCall = ReturnType<AcquiredChannel['channel']['createCall']>;

/** The part that unary calls and streams share: start, the one end, and everything that may bring it about. */
export class ClientCall {
  readonly call: GrpcCall;
  private readonly connection: GrpcConnection;
  private readonly since: number;
  private readonly where: string;
  private readonly owner: Set<ClientCall>;
  private readonly signal: AbortSignal | undefined;
  private readonly onMessage: (bytes: Buffer) => void;
  private readonly onOver: (failure: DraveError | undefined) => void;
  private cancelledBy: DraveError | undefined;
  private over = false;

  /** `owner` holds the calls under way. `onOver` runs exactly once. */
  constructor(
    connection: GrpcConnection,
    path: string,
    options: CallOptions,
    owner: Set<ClientCall>,
    handlers: {
      readonly onMessage: (bytes: Buffer) => void;
      readonly onOver: (failure: DraveError | undefined) => void;
    },
  ) {
    const { deadlineMs } = options;
    const deadline =
      deadlineMs === undefined
        ? Number.POSITIVE_INFINITY
        : Date.now() + Math.min(Math.max(0, deadlineMs), DEADLINE_MS_MAX);
    const { channel, since } = connection.acquire();
    this.connection = connection;
    this.since = since;
    this.where = `${path} at ${channel.getTarget().replace(/^dns:/, '')}`;
    this.owner = owner;
    this.signal = options.signal;
    this.onMessage = handlers.onMessage;
    this.onOver = handlers.onOver;
    this.call = channel.createCall(path, deadline, null, null, null);
    owner.add(this);
    if (this.signal !== undefined) {
      // One signal may end any number of calls.
      setMaxListeners(0, this.signal);
      this.signal.addEventListener('abort', this.onAbort, { once: true });
    }
    this.call.start(callMetadata(options, connection.credential), {
      onReceiveMetadata: () => {},
      onReceiveMessage: (message: unknown) => this.receive(message),
      onReceiveStatus: (status) => this.end(status),
    });
    if (this.signal?.aborted === true) this.onAbort();
  }

  /** Ends the call from this side with this error. Harmless when it is over. */
  cancel(error: DraveError): void {
    if (this.over || this.cancelledBy !== undefined) return;
    this.cancelledBy = error;
    this.call.cancelWithStatus(grpcCodes.CANCELLED, error.code);
  }

  private readonly onAbort = (): void => {
    this.cancel(abortError(this.signal?.reason));
  };

  private receive(message: unknown): void {
    if (this.over) return;
    assert(Buffer.isBuffer(message), 'grpc-js hands over the bytes of a message');
    this.onMessage(message);
  }

  private end(status: StatusObject): void {
    if (this.over) return;
    this.over = true;
    this.owner.delete(this);
    this.signal?.removeEventListener('abort', this.onAbort);
    this.onOver(this.failureOf(status));
  }

  private failureOf(status: StatusObject): DraveError | undefined {
    if (this.cancelledBy !== undefined) return this.cancelledBy;
    if (status.code === grpcCodes.OK) return undefined;
    const { connection, since } = this;
    const hint = connection.hintSince(since, status.details.startsWith('No connection established'));
    const where = hint === undefined ? this.where : `${this.where}: ${hint}`;
    return incomingError(status, where, () => connection.lossSince(since));
  }
}

function callMetadata({ callerId, onBehalfOf, onBehalfOfHost }: CallOptions, credential: string | undefined): Metadata {
  const metadata = new Metadata();
  if (credential !== undefined) metadata.set(CREDENTIAL_KEY, credential);
  if (onBehalfOf !== undefined) metadata.set(ON_BEHALF_OF_KEY, Buffer.from(onBehalfOf));
  if (onBehalfOfHost !== undefined) metadata.set(ON_BEHALF_OF_HOST_KEY, Buffer.from(onBehalfOfHost));
  if (callerId !== undefined) metadata.set(CALLER_ID_KEY, String(callerId));
  return metadata;
}
