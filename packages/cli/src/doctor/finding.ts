/** What a check has found out: `warn` works, and will not always; `fail` does not work. */
export type Verdict = 'ok' | 'warn' | 'fail';

/** One row of `drave doctor`. */
export interface Finding {
  /** What was looked at, such as `open files`. */
  readonly check: string;
  /** Whose: a broker, a directory, an address. */
  readonly subject: string;
  readonly verdict: Verdict;
  /** What was found, in words. */
  readonly detail: string;
  /** What to do; null where all is well. */
  readonly next: string | null;
}

export function ok(check: string, subject: string, detail: string): Finding {
  return { check, subject, verdict: 'ok', detail, next: null };
}

export function warn(check: string, subject: string, detail: string, next: string): Finding {
  return { check, subject, verdict: 'warn', detail, next };
}

export function fail(check: string, subject: string, detail: string, next: string): Finding {
  return { check, subject, verdict: 'fail', detail, next };
}
