/** Virtual ms for each ms of the viewer's. */
export const speeds: readonly number[] = [0.1, 0.25, 0.5, 1, 2, 5, 10, 100];

/** Where the machine is slower than what is wanted, so many ms of the viewer's are made up for, and no more. */
const BEHIND_MS_MAX = 100;

/** How fast virtual time may pass; the world asks before each event. It decides when things happen here, never what. */
export class Pacer {
  /** Virtual ms for each ms of the viewer's. */
  speed = 1;
  private playing = false;
  private allowedMs = 0;
  private held: { readonly dueMs: number; readonly release: () => void } | undefined;
  private steps = 0;

  get isPlaying(): boolean {
    return this.playing;
  }

  /** What the clock shows: between two events, time passes too. */
  shownMs(nowMs: number): number {
    return Math.max(nowMs, Math.min(this.allowedMs, this.held?.dueMs ?? nowMs));
  }

  /** Whatever came before went by unwatched. */
  beginAt(nowMs: number): void {
    this.allowedMs = nowMs;
  }

  play(): void {
    this.playing = true;
  }

  pause(): void {
    this.playing = false;
  }

  /** Lets one event run, however far away it is. */
  step(): void {
    this.steps += 1;
    this.look();
  }

  /** So much of the viewer's time has passed. `nowMs` is virtual: where the machine is slower, time is not owed. */
  pass(elapsedMs: number, nowMs: number): void {
    if (!this.playing) return;
    // Whoever waits for the clock is on time, however far away the next event is.
    const sinceMs = this.held === undefined ? nowMs : Math.max(nowMs, this.allowedMs);
    const mostMs = sinceMs + BEHIND_MS_MAX * Math.max(1, this.speed);
    this.allowedMs = Math.min(Math.max(this.allowedMs, nowMs) + elapsedMs * this.speed, mostMs);
    this.look();
  }

  /** Undefined: at once. */
  before(dueMs: number): Promise<void> | undefined {
    if (this.mayRun(dueMs)) return undefined;
    return new Promise((release) => {
      this.held = { dueMs, release };
    });
  }

  private look(): void {
    const { held } = this;
    if (held === undefined || !this.mayRun(held.dueMs)) return;
    this.held = undefined;
    held.release();
  }

  private mayRun(dueMs: number): boolean {
    if (this.steps > 0) {
      this.steps -= 1;
      this.allowedMs = Math.max(this.allowedMs, dueMs);
      return true;
    }
    return this.playing && dueMs <= this.allowedMs;
  }
}
