import { assert, type Steps } from '@drave/base';
import type { Compute } from './compute.js';

/** Runs work made of steps with turns of the event loop in between. Rejects with what it throws. */
export async function inSlices<Result>(compute: Pick<Compute, 'slices'>, steps: Steps<Result>): Promise<Result> {
  let last: IteratorResult<undefined, Result> | undefined;
  await compute.slices(() => {
    last = steps.next();
    return last.done !== true;
  });
  assert(last?.done === true, 'slices end when the work is done');
  return last.value;
}
