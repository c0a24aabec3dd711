/**
 * Who was the rightful coordinator of a group when, as an observer who sees the whole cluster noted it. A deposed
 * coordinator that has not heard of it yet answers heartbeats as before; such an answer proves nothing.
 */
export class CoordinatorTerms {
  private readonly terms: { readonly coordinator: number; readonly atMs: number }[] = [];
  private readonly noteDelayMs: number;

  /** `noteDelayMs`: how long after it began a term may be noted. */
  constructor(noteDelayMs: number) {
    this.noteDelayMs = noteDelayMs;
  }

  /** Notes the beginning of a term; terms come in order of time. */
  began(coordinator: number, atMs: number): void {
    if (this.terms.at(-1)?.coordinator !== coordinator) this.terms.push({ coordinator, atMs });
  }

  /** Whether the coordinator was certainly in office during the whole of that time. Without any note every one was. */
  rightful(coordinator: number, fromMs: number, toMs: number): boolean {
    if (this.terms.length === 0) return true;
    const later = this.terms.findIndex(({ atMs }) => atMs > fromMs);
    const [current, next] = later < 0 ? [this.terms.at(-1), undefined] : [this.terms[later - 1], this.terms[later]];
    if (current?.coordinator !== coordinator) return false;
    return next === undefined || toMs < next.atMs - this.noteDelayMs;
  }
}
