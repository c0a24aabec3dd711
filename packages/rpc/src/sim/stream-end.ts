import { assert, type Deferred, deferred, DraveError } from '@drave/base';
import { checkMessageSize } from '../dispatch.js';
import { Inbox } from '../inbox.js';
import type { CallFrame } from './frames.js';

/** What a writer may have on its way to a reader that has not consumed it. One message always may. */
const WINDOW_BYTES = 256 * 1024;

interface PendingSend {
  readonly bytes: Uint8Array;
  readonly taken: Deferred<void>;
}

interface Received {
  readonly message: unknown;
  readonly bytes: number;
}

interface StreamEndPorts {
  readonly call: number;
  readonly path: string;
  readonly messageBytesMax: number;
  encode(message: unknown): Uint8Array;
  decode(bytes: Uint8Array): unknown;
  transmit(frame: CallFrame): void;
  /** Our direction is written to its end. */
  onWritten(): void;
}

/** Both directions of a stream as one of its ends sees them, with a window each. */
export class SimStreamEnd {
  private readonly ports: StreamEndPorts;
  private readonly inbox = new Inbox<Received>(Number.POSITIVE_INFINITY, () => {});
  private readonly outbox: PendingSend[] = [];
  private unconsumedBytes = 0;
  private ended = false;
  private over: DraveError | undefined;

  constructor(ports: StreamEndPorts) {
    this.ports = ports;
  }

  send(message: unknown): Promise<void> {
    assert(!this.ended, `${this.ports.path}: nothing is sent after the end`);
    if (this.over !== undefined) return Promise.reject(this.over);
    // A copy: whatever codec made the bytes, no memory is shared between machines.
    const bytes = Uint8Array.from(this.ports.encode(message));
    try {
      checkMessageSize(this.ports.path, bytes.length, this.ports.messageBytesMax);
    } catch (reason) {
      return Promise.reject(reason);
    }
    const taken = deferred();
    this.outbox.push({ bytes, taken });
    this.write();
    return taken.promise;
  }

  async receive(): Promise<unknown> {
    const received = await this.inbox.receive();
    if (received === undefined) return undefined;
    const { call } = this.ports;
    if (this.over === undefined) this.ports.transmit({ kind: 'credit', call, bytes: received.bytes });
    return received.message;
  }

  end(): void {
    if (this.ended) return;
    this.ended = true;
    this.write();
  }

  /** @throws DraveError when the bytes are not a message. */
  onMessage(bytes: Uint8Array): void {
    this.inbox.push({ message: this.ports.decode(bytes), bytes: bytes.length });
  }

  onRemoteEnd(): void {
    this.inbox.end();
  }

  onCredit(bytes: number): void {
    this.unconsumedBytes -= bytes;
    this.write();
  }

  /** The call is over; `receiveFailure` undefined is its good end. */
  onOver(sendFailure: DraveError, receiveFailure: DraveError | undefined): void {
    this.over = sendFailure;
    if (receiveFailure === undefined) this.inbox.end();
    else this.inbox.fail(receiveFailure);
    for (const { taken } of this.outbox.splice(0)) taken.reject(sendFailure);
  }

  private write(): void {
    if (this.over !== undefined) return;
    for (let next = this.outbox[0]; next !== undefined; next = this.outbox[0]) {
      const fits = this.unconsumedBytes === 0 || this.unconsumedBytes + next.bytes.length <= WINDOW_BYTES;
      if (!fits) return;
      this.outbox.shift();
      this.unconsumedBytes += next.bytes.length;
      this.ports.transmit({ kind: 'message', call: this.ports.call, bytes: next.bytes });
      next.taken.resolve();
    }
    if (this.ended) this.ports.onWritten();
  }
}

export function finishedByPeer(path: string): DraveError {
  return new DraveError('CANCELLED', `${path}: the other side has ended the call`);
}
