import { DraveError, type Endpoint } from '@drave/base';
import { SimPipe, type SimLife, type SimWorld } from '@drave/env/sim';
import type { ReplicaFetchRequest, ReplicaFetchResponse } from '../fetch-messages.js';
import type { FollowerStream, LeaderStream, MessageStream } from '../ports.js';

/** Replica fetch streams over the simulated network: ordered, breakable, and never sharing an object between nodes. */
export function dialFollowerStream(world: SimWorld, life: SimLife, target: Endpoint): FollowerStream {
  const end = new StreamEnd<ReplicaFetchRequest, ReplicaFetchResponse>(copyRequest);
  world.dial(life, target).then(
    (pipe) => end.attach(pipe),
    (reason: unknown) => end.fail(DraveError.from(reason)),
  );
  return end;
}

export function acceptLeaderStream(pipe: SimPipe): LeaderStream {
  const end = new StreamEnd<ReplicaFetchResponse, ReplicaFetchRequest>(copyResponse);
  end.attach(pipe);
  return end;
}

class StreamEnd<Send, Receive> implements MessageStream<Send, Receive> {
  private pipe: SimPipe | undefined;
  private readonly outbox: Send[] = [];
  private readonly inbox: Receive[] = [];
  private waiting:
    | { readonly resolve: (message: Receive | undefined) => void; readonly reject: (reason: DraveError) => void }
    | undefined;
  private failure: DraveError | undefined;
  private remoteEnded = false;

  private readonly copy: (message: Send) => Send;

  constructor(copy: (message: Send) => Send) {
    this.copy = copy;
  }

  attach(pipe: SimPipe): void {
    if (this.failure !== undefined) {
      pipe.reset();
      return;
    }
    this.pipe = pipe;
    pipe.handlers = {
      onMessage: (message) => this.arrived(message as Receive),
      onEnd: () => {
        this.remoteEnded = true;
        this.waiting?.resolve(undefined);
        this.waiting = undefined;
      },
      onReset: () => this.fail(new DraveError('NETWORK_EXCEPTION', 'the connection was reset')),
    };
    for (const message of this.outbox.splice(0)) this.transmit(pipe, message);
  }

  send(message: Send): Promise<void> {
    if (this.failure !== undefined) return Promise.reject(this.failure);
    const copy = this.copy(message);
    if (this.pipe === undefined) this.outbox.push(copy);
    else this.transmit(this.pipe, copy);
    return Promise.resolve();
  }

  receive(): Promise<Receive | undefined> {
    const message = this.inbox.shift();
    if (message !== undefined) return Promise.resolve(message);
    if (this.failure !== undefined) return Promise.reject(this.failure);
    if (this.remoteEnded) return Promise.resolve(undefined);
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject };
    });
  }

  cancel(reason?: Error): void {
    const error =
      reason === undefined ? new DraveError('CANCELLED', 'the stream was cancelled') : DraveError.from(reason);
    this.pipe?.reset();
    this.fail(error);
  }

  fail(reason: DraveError): void {
    if (this.failure !== undefined) return;
    this.failure = reason;
    this.waiting?.reject(reason);
    this.waiting = undefined;
  }

  private arrived(message: Receive): void {
    if (this.failure !== undefined) return;
    const { waiting } = this;
    this.waiting = undefined;
    if (waiting === undefined) this.inbox.push(message);
    else waiting.resolve(message);
  }

  private transmit(pipe: SimPipe, message: Send): void {
    pipe.send(message, sizeOf(message));
  }
}

function copyRequest(message: ReplicaFetchRequest): ReplicaFetchRequest {
  return structuredClone(message);
}

function copyResponse(message: ReplicaFetchResponse): ReplicaFetchResponse {
  return {
    partitions: message.partitions.map((data) => ({ ...data, records: data.records.map((part) => Buffer.from(part)) })),
  };
}

function sizeOf(message: unknown): number {
  const { partitions } = message as Partial<ReplicaFetchResponse>;
  let bytes = 64;
  for (const data of partitions ?? []) for (const part of data.records) bytes += part.length;
  return bytes;
}
