import type { SaslMechanism, SaslMechanismName } from './sasl-mechanism.js';

/** How the clients of one listener authenticate. */
export interface SaslListener {
  /** By name; at least one. */
  readonly mechanisms: ReadonlyMap<SaslMechanismName, SaslMechanism>;
}
