/** How a user proves its password (RFC 5802, RFC 7677), under the names that SASL has for it. */
export type ScramMechanism = 'SCRAM-SHA-256' | 'SCRAM-SHA-512';

export const scramMechanisms: readonly ScramMechanism[] = ['SCRAM-SHA-256', 'SCRAM-SHA-512'];

/** What a node checks a proof with. Nobody can log in with it, and passwords can be guessed from it: it is a secret. */
export interface ScramCredential {
  readonly salt: Uint8Array;
  readonly storedKey: Uint8Array;
  readonly serverKey: Uint8Array;
  readonly iterations: number;
}
