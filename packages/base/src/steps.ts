/**
 * Long work in short pieces: it yields between two of them, so that whoever runs it can give the event loop a turn
 * there. What it works on must not change meanwhile.
 */
export type Steps<Result> = Generator<undefined, Result, undefined>;

/** Runs all pieces without a pause: for tests, tools, and what is known to be short. */
export function runSteps<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}
