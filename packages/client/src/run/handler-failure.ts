import { isError } from '@drave/base';
/** Why a record is not tried again. */
export interface HandlerFailure {
  readonly error: unknown;
  /** How often the handler was tried; 0 when the record could not be deserialized. */
  readonly attempts: number;
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return isError(error) ? error.message : String(error);
}
