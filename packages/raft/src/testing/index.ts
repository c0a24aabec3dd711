/** What one seed of the quorum simulation reports; equal for equal seeds. */
export interface QuorumSeedResult {
  readonly events: number;
  /** Rolling hash over (virtual time, event, node); two runs of one seed must agree. */
  readonly traceHash: string;
  /** Named places that this run reached, with counts. */
  readonly marks: Readonly<Record<string, number>>;
}
