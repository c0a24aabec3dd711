import { DraveError, type ErrorCode } from '@drave/base';

/**
 * Whether a data directory may still be used. After a failed sync or an I/O error nobody knows what the disk holds, so
 * the directory goes offline at once and for good (until the process restarts): never "retry and trust".
 */
export class DirectoryHealth {
  reason: DraveError | undefined;
  private readonly onOffline: (reason: DraveError) => void;

  constructor(onOffline: (reason: DraveError) => void) {
    this.onOffline = onOffline;
  }

  /** Returns the error that every caller gets from now on. */
  fail(reason: unknown): DraveError {
    if (this.reason !== undefined) return this.reason;
    const cause = DraveError.from(reason);
    this.reason = new DraveError('KAFKA_STORAGE_ERROR', `the log directory went offline: ${cause.message}`, {
      ...cause.details,
      cause: reason,
    });
    this.onOffline(this.reason);
    return this.reason;
  }

  /** What says nothing about the disk is the caller's problem and passes; anything else ends the directory. */
  judge(reason: unknown): DraveError {
    if (reason instanceof DraveError && !endsDirectory(reason.code)) return reason;
    return this.fail(reason);
  }
}

/**
 * False for a full disk, which passes, and for what records hold: a client wrote that, and it must not be able to end a
 * directory, and with it a broker, by anything that it writes.
 */
export function endsDirectory(code: ErrorCode): boolean {
  return code !== 'DISK_FULL' && code !== 'CORRUPT_MESSAGE' && code !== 'UNSUPPORTED_COMPRESSION_TYPE';
}
