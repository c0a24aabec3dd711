import type { FileHandle } from 'node:fs/promises';
import type { Bytes } from '@drave/base';
import type { localV1 } from '@drave/rpc';
import type { WaitOptions } from '../../options.js';
import type { ManagedNode } from '../local-node.js';
import { clientRequestOf, type ClientRequest } from './client-request.js';
import { encodeEntry } from './recording-file.js';
import type { RequestLog } from './request-log.js';

/** What a recording holds. */
export interface RecordingSummary {
  readonly file: string;
  readonly requests: number;
  readonly bytes: Bytes;
  /** Requests that are not in it: brokers had too many to tell at once, or the file had become too large. */
  readonly dropped: number;
}

/** The requests of Kafka clients, going into a file. */
export class RequestRecording implements AsyncDisposable {
  private readonly path: string;
  private readonly file: FileHandle;
  private readonly bytesMax: Bytes;
  private log: RequestLog | undefined;
  /** One write after the other, from whichever broker. */
  private written: Promise<void> = Promise.resolve();
  private requests = 0;
  private bytes: Bytes = 0;
  private beyond = 0;
  private failure: unknown;
  private stopped: Promise<RecordingSummary> | undefined;

  constructor(path: string, file: FileHandle, bytesMax: Bytes) {
    this.path = path;
    this.file = file;
    this.bytesMax = bytesMax;
  }

  /** Everything that this log is told goes into the file; it ends with the recording. */
  begin(log: RequestLog): void {
    this.log = log;
  }

  take(broker: ManagedNode, told: localV1.ClientRequest): Promise<void> {
    const { outcome, error: _, ...request } = clientRequestOf(broker.name, told);
    const { api, version, connection, correlationId, errorCode } = request;
    const { sequence, receivedUs, receivedWallMs, frame } = told;
    const entry = encodeEntry(
      {
        ...{ broker: broker.name, run: broker.runNumber, connection, sequence, receivedWallMs, receivedUs },
        ...{ api, version, correlationId, outcome, errorCode },
      },
      frame,
    );
    if (this.bytes + entry.length > this.bytesMax) {
      this.beyond += 1;
      return Promise.resolve();
    }
    this.bytes += entry.length;
    this.requests += 1;
    this.written = this.written.then(() => this.write(entry));
    return this.written;
  }

  /**
   * Resolves when a request for which the predicate is true has been recorded. @throws DraveError REQUEST_TIMED_OUT.
   */
  async waitFor(predicate: (request: ClientRequest) => boolean, options: WaitOptions = {}): Promise<ClientRequest> {
    if (this.log === undefined) throw new RangeError('the recording has begun');
    return this.log.waitFor(predicate, options);
  }

  /**
   * What brokers have told by now is in the file, and safe. An answer of the last moment may not be among it: `waitFor`
   * the one that matters. Harmless when called twice. @throws what kept the file from being written.
   */
  stop(): Promise<RecordingSummary> {
    this.stopped ??= this.stopOnce();
    return this.stopped;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  private async stopOnce(): Promise<RecordingSummary> {
    await this.log?.close();
    await this.written;
    try {
      await this.file.sync();
    } finally {
      await this.file.close();
    }
    if (this.failure !== undefined) throw this.failure;
    const { path: file, requests, bytes, beyond, log } = this;
    return { file, requests, bytes, dropped: beyond + (log?.untold ?? 0) };
  }

  private async write(entry: Buffer): Promise<void> {
    if (this.failure !== undefined) return;
    try {
      await this.file.write(entry);
    } catch (reason) {
      this.failure = reason;
    }
  }
}
