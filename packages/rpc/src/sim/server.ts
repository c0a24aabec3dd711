import { deferred, DraveError, type Endpoint, type Millis } from '@drave/base';
import type { SimLife, SimPipe } from '@drave/env/sim';
import { connectionLostError } from '../connection-loss.js';
import type { MethodEntry } from '../dispatch.js';
import type { HealthService } from '../health.js';
import { statusFromError } from '../status-mapping.js';
import type { RpcServer } from '../transport.js';
import { SimConnection } from './connection.js';
import type { CallFrame } from './frames.js';
import type { ResolvedOptions } from './options.js';
import { SimServerCall } from './server-call.js';

const POLL_MS = 5;

export class SimServer implements RpcServer {
  readonly endpoint: Endpoint;
  private readonly life: SimLife;
  private readonly table: ReadonlyMap<string, MethodEntry>;
  private readonly health: HealthService;
  private readonly options: ResolvedOptions;
  private readonly unbind: () => void;
  private readonly peers = new Set<Peer>();
  private refusal: DraveError | undefined;
  private closing: Promise<void> | undefined;

  /** @throws DraveError ADDRESS_IN_USE. */
  constructor(
    life: SimLife,
    port: number,
    table: ReadonlyMap<string, MethodEntry>,
    health: HealthService,
    options: ResolvedOptions,
  ) {
    this.life = life;
    this.table = table;
    this.health = health;
    this.options = options;
    const { endpoint, unbind } = life.host.world.bind(life, port, { onPipe: (pipe) => this.onPipe(pipe) });
    this.endpoint = endpoint;
    this.unbind = unbind;
  }

  setHealth(service: string, serving: boolean): void {
    this.health.set(service, serving);
  }

  close(graceMs: Millis): Promise<void> {
    this.closing ??= this.shutDown(graceMs);
    return this.closing;
  }

  private onPipe(pipe: SimPipe): void {
    const peer: Peer = {
      calls: new Map(),
      remote: pipe.remote,
      connection: new SimConnection(pipe, this.options, {
        onFrame: (frame) => this.onFrame(peer, frame),
        onLost: (loss) => {
          this.peers.delete(peer);
          const error = connectionLostError(loss, `the connection of ${pipe.remote.host}:${pipe.remote.port} was lost`);
          for (const call of [...peer.calls.values()]) call.abandon(error);
        },
      }),
    };
    this.peers.add(peer);
  }

  private onFrame(peer: Peer, frame: CallFrame): void {
    if (frame.kind !== 'open') {
      peer.calls.get(frame.call)?.onFrame(frame);
      return;
    }
    const entry = this.table.get(frame.path);
    const refusal = this.refusal ?? (entry === undefined ? unknownMethod(frame.path) : undefined);
    if (refusal !== undefined || entry === undefined) {
      const status = statusFromError(refusal ?? unknownMethod(frame.path));
      peer.connection.send({ kind: 'status', call: frame.call, status });
      return;
    }
    const call = new SimServerCall({
      id: frame.call,
      life: this.life,
      entry,
      peer: peer.remote,
      deadlineMs: frame.deadlineMs,
      callerId: frame.callerId,
      credential: frame.credential,
      onBehalfOf: frame.onBehalfOf,
      onBehalfOfHost: frame.onBehalfOfHost,
      messageBytesMax: this.options.messageBytesMax,
      transmit: (answer) => peer.connection.send(answer),
      disconnect: () => peer.connection.drop(),
      forget: () => peer.calls.delete(frame.call),
    });
    peer.calls.set(frame.call, call);
    call.begin();
  }

  private async shutDown(graceMs: Millis): Promise<void> {
    const { world } = this.life.host;
    this.unbind();
    const refusal = new DraveError('SHUTTING_DOWN');
    this.refusal = refusal;
    const graceEndsMs = world.nowMs() + graceMs;
    while (this.busy() && world.nowMs() < graceEndsMs) {
      const waited = deferred();
      world.schedule(Math.min(POLL_MS, graceMs), () => waited.resolve(), this.life, 'rpc-close');
      await waited.promise;
    }
    for (const peer of this.peers) {
      for (const call of [...peer.calls.values()]) call.fail(refusal);
      peer.connection.end();
    }
    this.peers.clear();
  }

  private busy(): boolean {
    for (const peer of this.peers) if (peer.calls.size > 0) return true;
    return false;
  }
}

interface Peer {
  readonly calls: Map<number, SimServerCall>;
  readonly remote: Endpoint;
  readonly connection: SimConnection;
}

function unknownMethod(path: string): DraveError {
  return new DraveError('UNIMPLEMENTED', `this server does not implement ${path}`);
}
