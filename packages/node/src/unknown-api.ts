import { DraveError } from '@drave/base';

/** The error for a name that is none of the APIs which Kafka clients find here. */
export function unknownApi(name: string, served: readonly string[]): DraveError {
  return new DraveError('INVALID_REQUEST', `no API is called '${name}': name one of ${served.toSorted().join(', ')}`);
}
