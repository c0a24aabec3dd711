import { assert, type Bytes } from '@drave/base';

/** What stands before the body of every request: enough to say what it will cost before it is read whole. */
export interface Prologue {
  /** The length without the four bytes that say it. */
  readonly frameBytes: Bytes;
  readonly apiKey: number;
  readonly apiVersion: number;
}

type Cut =
  /** Nothing to be done without more bytes. */
  | { readonly kind: 'starved' }
  /** A request begins; it is taken in after `admit`. */
  | { readonly kind: 'prologue'; readonly prologue: Prologue }
  | { readonly kind: 'frame'; readonly frame: Buffer }
  | { readonly kind: 'malformed'; readonly reason: string };

/** What may come next on a connection. */
export interface FrameRules {
  readonly frameBytesMax: Bytes;
  /** Kafka's key of that bound. */
  readonly key: string;
  /** A request is announced only when it is here, or as much of it as of a large one: nobody knows who sends it. */
  readonly isEarned: boolean;
  /** No request, but bytes in a frame: the prologue names no API. */
  readonly isRaw: boolean;
}

const NO_API = -1;
const SIZE_BYTES = 4;
/**
 * A large request is announced when so much of it is here: who only says that much will come, and sends nothing, must
 * not be given memory for it.
 */
const ANNOUNCED_BYTES_MIN = 64 * 1024;
/** Key, version and correlation id: no request is shorter. */
const HEADER_BYTES_MIN = 8;
const PROLOGUE_BYTES = SIZE_BYTES + HEADER_BYTES_MIN;
/** What browsers and TLS clients say first, read as a length. */
const STRAY_GREETINGS: readonly (readonly [bytes: string, meaning: string])[] = [
  ['GET ', 'this is the Kafka port, not HTTP'],
  ['POST', 'this is the Kafka port, not HTTP'],
  ['PRI ', 'this is the Kafka port, not HTTP/2 or gRPC'],
  ['\x16\x03', 'the client speaks TLS to a listener without TLS'],
];

/**
 * Cuts length-prefixed frames out of received chunks. A frame that lies inside one chunk is a slice of it; one that
 * goes across chunks is copied once, into a buffer of its exact size, and only after it was admitted.
 */
export class FrameCutter {
  private chunk: Buffer = EMPTY;
  private at = 0;
  private admitted: Prologue | undefined;
  /** The frame under way, when it goes across chunks. */
  private assembly: { readonly frame: Buffer; filled: Bytes } | undefined;
  private rules: FrameRules;

  constructor(rules: FrameRules) {
    this.rules = rules;
  }

  /** Other rules from the next frame on. */
  expect(rules: FrameRules): void {
    assert(this.admitted === undefined, 'the rules do not change in the middle of a frame');
    this.rules = rules;
  }

  /** Part of a request is here, and the rest is not. */
  get insideFrame(): boolean {
    return this.admitted !== undefined || this.at < this.chunk.length;
  }

  /** What is here of the request under way, when it goes across chunks. */
  get arrivedBytes(): Bytes {
    return this.assembly?.filled ?? 0;
  }

  /** To be called only when starved. The cutter owns the chunk from here on. */
  offer(chunk: Buffer): void {
    const { assembly } = this;
    if (assembly !== undefined) {
      const taken = chunk.copy(assembly.frame, assembly.filled, 0);
      assembly.filled += taken;
      this.chunk = chunk;
      this.at = taken;
      return;
    }
    const rest = this.chunk.length - this.at;
    assert(rest < ANNOUNCED_BYTES_MIN, 'a chunk is offered only when the last one is used up');
    // The beginning of a request that goes across chunks: rare, and little.
    this.chunk = rest === 0 ? chunk : Buffer.concat([this.chunk.subarray(this.at), chunk]);
    this.at = 0;
  }

  next(): Cut {
    return this.admitted === undefined ? this.nextPrologue() : this.nextFrame(this.admitted);
  }

  /** The request of the last prologue may be read whole. */
  admit(prologue: Prologue): void {
    assert(this.admitted === undefined, 'one frame is admitted at a time');
    this.admitted = prologue;
    this.at += SIZE_BYTES;
    const available = this.chunk.length - this.at;
    if (available >= prologue.frameBytes) return;
    const frame = Buffer.allocUnsafeSlow(prologue.frameBytes);
    this.chunk.copy(frame, 0, this.at);
    this.assembly = { frame, filled: available };
    this.drop();
  }

  private nextPrologue(): Cut {
    const available = this.chunk.length - this.at;
    if (available < SIZE_BYTES) return this.starved();
    const frameBytes = this.chunk.readInt32BE(this.at);
    const { isRaw, frameBytesMax } = this.rules;
    if (frameBytes < (isRaw ? 0 : HEADER_BYTES_MIN) || frameBytes > frameBytesMax)
      return { kind: 'malformed', reason: this.describeSize(frameBytes) };
    if (available < Math.min(SIZE_BYTES + frameBytes, Math.max(PROLOGUE_BYTES, this.announcedAt(frameBytes))))
      return STARVED;
    if (isRaw) return { kind: 'prologue', prologue: { frameBytes, apiKey: NO_API, apiVersion: 0 } };
    const apiKey = this.chunk.readInt16BE(this.at + SIZE_BYTES);
    const apiVersion = this.chunk.readInt16BE(this.at + SIZE_BYTES + 2);
    return { kind: 'prologue', prologue: { frameBytes, apiKey, apiVersion } };
  }

  private nextFrame({ frameBytes }: Prologue): Cut {
    const { assembly } = this;
    if (assembly !== undefined) {
      if (assembly.filled < frameBytes) return STARVED;
      this.assembly = undefined;
      this.admitted = undefined;
      return { kind: 'frame', frame: assembly.frame };
    }
    const frame = this.chunk.subarray(this.at, this.at + frameBytes);
    assert(frame.length === frameBytes, 'an admitted frame without an assembly lies inside its chunk');
    this.at += frameBytes;
    this.admitted = undefined;
    return { kind: 'frame', frame };
  }

  private announcedAt(frameBytes: Bytes): Bytes {
    return this.rules.isEarned || frameBytes > ANNOUNCED_BYTES_MIN ? ANNOUNCED_BYTES_MIN : 0;
  }

  /** A used-up chunk is let go, so that an idle connection holds nothing. */
  private starved(): Cut {
    if (this.at === this.chunk.length) this.drop();
    return STARVED;
  }

  private drop(): void {
    this.chunk = EMPTY;
    this.at = 0;
  }

  private describeSize(frameBytes: number): string {
    const head = this.chunk.toString('latin1', this.at, this.at + SIZE_BYTES);
    const stray = STRAY_GREETINGS.find(([bytes]) => head.startsWith(bytes));
    const hint = stray === undefined ? '' : `: ${stray[1]}`;
    const { key, frameBytesMax } = this.rules;
    if (frameBytes < HEADER_BYTES_MIN) return `a request of ${frameBytes} bytes cannot hold a header${hint}`;
    return `a request of ${frameBytes} bytes is larger than ${key} (${frameBytesMax})${hint}`;
  }
}

const EMPTY = Buffer.alloc(0);
const STARVED: Cut = { kind: 'starved' };
