/** Random numbers: seeded in the simulator, seeded once from the operating system in a node. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform integer in [0, exclusiveMax). */
  integer(exclusiveMax: number): number;
  bytes(length: number): Uint8Array;
  /** An independent stream, so that one subsystem's draws do not shift another's. Same name, same stream. */
  fork(name: string): Random;
}
