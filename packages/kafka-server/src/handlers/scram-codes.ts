import type { ScramMechanism } from '@drave/metadata';

/** Kafka's numbers of the mechanisms: each stands at its number. */
const mechanisms: readonly (ScramMechanism | undefined)[] = [undefined, 'SCRAM-SHA-256', 'SCRAM-SHA-512'];

/** Undefined for a number that is not known here. */
export function mechanismFromWire(code: number): ScramMechanism | undefined {
  return mechanisms[code];
}

export function mechanismToWire(mechanism: ScramMechanism): number {
  return mechanisms.indexOf(mechanism);
}
