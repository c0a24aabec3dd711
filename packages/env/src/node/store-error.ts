import { DraveError, isError } from '@drave/base';

/** What a failed operation of LevelDB becomes. */
export function storeError(reason: unknown, path: string): DraveError {
  if (reason instanceof DraveError) return reason;
  const code = causeCodeOf(reason);
  const text = deepestMessage(reason);
  const details = { metadata: { errno: code, path }, cause: reason };
  if (code === 'LEVEL_LOCKED')
    return new DraveError(
      'DATA_DIRECTORY_LOCKED',
      `the store '${path}' is open in another process; stop it first`,
      details,
    );
  // A file that its own manifest names and that is not there is damage as well.
  if (code === 'LEVEL_CORRUPTION' || /corruption|no such file/i.test(text))
    return new DraveError('CORRUPT_DATA', `the store '${path}' cannot be read: ${text}`, details);
  if (/no space left|disk quota/i.test(text))
    return new DraveError('DISK_FULL', `no space for the store '${path}': ${text}`, {
      ...details,
      metadata: { errno: 'ENOSPC', path },
    });
  return new DraveError('KAFKA_STORAGE_ERROR', `the store '${path}' failed: ${text}`, details);
}

/** The code of the innermost error that has one: `level` wraps the interesting one. */
export function causeCodeOf(reason: unknown): string {
  let found = 'UNKNOWN';
  for (let error = reason; isError(error); error = error.cause)
    if ('code' in error && typeof error.code === 'string') found = error.code;
  return found;
}

function deepestMessage(reason: unknown): string {
  let error = reason;
  while (isError(error) && isError(error.cause)) error = error.cause;
  return isError(error) ? error.message : String(error);
}
