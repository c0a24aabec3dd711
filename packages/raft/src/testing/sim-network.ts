import { deferred, DraveError, isDraveError, type Deferred, type Millis, type NodeId } from '@drave/base';
import { DATAGRAM, type Cancellable, type SimHost, type SimLife, type SimPipe, type SimWorld } from '@drave/env/sim';
import type { RaftRequest, RaftResponse } from '../messages.js';
import type { RaftRequestHandler, RaftTransportPort } from '../ports.js';
import type { RaftPeer } from '../types.js';

/** `stream` is TCP: ordered, resets are noticed. `datagram` loses, repeats and reorders every message on its own. */
export type SimNetworkMode = 'stream' | 'datagram';

const RAFT_PORT = 9093;

interface Frame {
  readonly callId: number;
  readonly from: NodeId;
  readonly body: RaftRequest | RaftResponse | { readonly kind: 'failed' };
}

interface ServingNode {
  readonly nodeId: NodeId;
  readonly life: SimLife;
  readonly handle: RaftRequestHandler;
  readonly connectionLost: (nodeId: NodeId) => void;
}

interface OpenCall {
  readonly done: Deferred<RaftResponse>;
  readonly deadline: Cancellable;
  readonly to: string;
}

/** The quorum's transport in a simulated world. Every message is copied, so nodes share no object. */
export class SimRaftNetwork {
  private readonly world: SimWorld;
  private readonly mode: SimNetworkMode;
  private readonly serving = new Map<string, ServingNode>();

  constructor(world: SimWorld, mode: SimNetworkMode) {
    this.world = world;
    this.mode = mode;
  }

  /** Serves on this incarnation of the host until it dies. */
  serve(host: SimHost, nodeId: NodeId, handle: RaftRequestHandler, connectionLost: (nodeId: NodeId) => void): void {
    const node = { nodeId, life: host.life, handle, connectionLost };
    this.serving.set(host.name, node);
    if (this.mode === 'datagram') return;
    this.world.bind(host, RAFT_PORT, {
      onPipe: (pipe) => {
        pipe.handlers = {
          onMessage: (message) => {
            const { callId, body } = message as Frame;
            void this.answer(node, body as RaftRequest, (response) => {
              const frame: Frame = { callId, from: nodeId, body: response };
              if (pipe.isOpen) pipe.send(frame, 100);
            });
          },
        };
      },
    });
  }

  /** How this incarnation of the host reaches the others. */
  transport(host: SimHost, nodeId: NodeId): RaftTransportPort {
    const caller = new Caller(this.world, host.life);
    return {
      send: (to, request, deadlineMs) =>
        caller.call(to, deadlineMs, (callId) => {
          const frame: Frame = { callId, from: nodeId, body: copyMessage(request) };
          if (this.mode === 'stream') caller.overStream(to, frame, this.serving.get(host.name));
          else this.overDatagram(caller, host, to, frame);
        }),
    };
  }

  private overDatagram(caller: Caller, host: SimHost, to: RaftPeer, frame: Frame): void {
    const target = this.world.host(to.endpoint.host);
    if (target === undefined) return;
    const sender = host.life;
    this.world.links.send(sender, target, DATAGRAM, 100, () => {
      const node = this.serving.get(target.name);
      if (node === undefined || !node.life.alive) return;
      void this.answer(node, frame.body as RaftRequest, (response) => {
        this.world.links.send(node.life, sender, DATAGRAM, 100, () => caller.answered(frame.callId, response));
      });
    });
  }

  private async answer(
    node: ServingNode,
    request: RaftRequest,
    reply: (response: RaftResponse | { readonly kind: 'failed' }) => void,
  ): Promise<void> {
    try {
      reply(copyMessage(await node.handle(request, undefined)));
    } catch (reason) {
      if (!isDraveError(reason)) throw reason;
      reply({ kind: 'failed' });
    }
  }
}

/** One incarnation's calls and, in stream mode, its connections. */
class Caller {
  private readonly world: SimWorld;
  private readonly life: SimLife;
  private readonly calls = new Map<number, OpenCall>();
  private readonly pipes = new Map<string, Promise<SimPipe>>();
  private nextCallId = 1;

  constructor(world: SimWorld, life: SimLife) {
    this.world = world;
    this.life = life;
  }

  call(to: RaftPeer, deadlineMs: Millis, transmit: (callId: number) => void): Promise<RaftResponse> {
    const callId = this.nextCallId++;
    const done = deferred<RaftResponse>();
    const expire = (): void => this.failed(callId, new DraveError('REQUEST_TIMED_OUT'));
    const deadline = this.world.schedule(deadlineMs, expire, this.life, 'deadline');
    this.calls.set(callId, { done, deadline, to: to.endpoint.host });
    transmit(callId);
    return done.promise;
  }

  answered(callId: number, response: RaftResponse | { readonly kind: 'failed' }): void {
    // A repeated datagram finds its call answered.
    const call = this.calls.get(callId);
    this.calls.delete(callId);
    call?.deadline.cancel();
    if (response.kind === 'failed')
      call?.done.reject(new DraveError('UNKNOWN_SERVER_ERROR', 'the peer failed the call'));
    else call?.done.resolve(response);
  }

  overStream(to: RaftPeer, frame: Frame, self: ServingNode | undefined): void {
    const target = to.endpoint.host;
    const pipe = this.pipes.get(target) ?? this.dial(to, self);
    this.pipes.set(target, pipe);
    pipe.then(
      (open) => {
        if (open.isOpen) open.send(frame, 100);
      },
      (reason: unknown) => {
        this.pipes.delete(target);
        this.failed(frame.callId, DraveError.from(reason));
      },
    );
  }

  private async dial(to: RaftPeer, self: ServingNode | undefined): Promise<SimPipe> {
    const target = to.endpoint.host;
    const pipe = await this.world.dial(this.life, { host: target, port: RAFT_PORT });
    pipe.handlers = {
      onMessage: (message) => {
        const { callId, body } = message as Frame;
        this.answered(callId, body as RaftResponse);
      },
      onReset: () => {
        this.pipes.delete(target);
        const lost = new DraveError('NETWORK_EXCEPTION', 'connection reset');
        for (const [callId, call] of [...this.calls]) if (call.to === target) this.failed(callId, lost);
        if (to.nodeId !== undefined) self?.connectionLost(to.nodeId);
      },
    };
    return pipe;
  }

  private failed(callId: number, error: DraveError): void {
    const call = this.calls.get(callId);
    this.calls.delete(callId);
    call?.deadline.cancel();
    call?.done.reject(error);
  }
}

/** Copies plain data, several times faster than `structuredClone`. */
function copyMessage<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Uint8Array) return Uint8Array.from(value) as T;
  if (Array.isArray(value)) return value.map((item: unknown) => copyMessage(item)) as T;
  const copy: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(value)) copy[name] = copyMessage(field as unknown);
  return copy as T;
}
