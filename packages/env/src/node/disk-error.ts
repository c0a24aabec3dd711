import { DraveError, isError } from '@drave/base';

/** What a failed system call becomes: DISK_FULL or KAFKA_STORAGE_ERROR, with the system's code in the metadata. */
export function diskError(reason: unknown, path: string): DraveError {
  if (reason instanceof DraveError) return reason;
  const errno = errnoOf(reason);
  const text = isError(reason) ? reason.message : String(reason);
  const full = errno === 'ENOSPC' || errno === 'EDQUOT';
  const next = full ? '; free space or raise the quota' : '';
  return new DraveError(full ? 'DISK_FULL' : 'KAFKA_STORAGE_ERROR', `${text} ('${path}')${next}`, {
    metadata: { errno, path },
    cause: reason,
  });
}

/** The system's name for what went wrong; 'UNKNOWN' when it gave none. */
export function errnoOf(reason: unknown): string {
  const code = isError(reason) && 'code' in reason ? reason.code : undefined;
  return typeof code === 'string' ? code : 'UNKNOWN';
}

/** One callback-style system call as a promise; the callback forms of `fs` cost about half of the promise forms. */
export function call<T>(path: string, start: (done: (error: Error | null, value?: T) => void) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    start((error, value) => {
      if (error === null || error === undefined) resolve(value as T);
      else reject(diskError(error, path));
    });
  });
}
