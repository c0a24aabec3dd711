import { DraveError, Semaphore } from '@drave/base';

/** Questions that are under way at a time for one answer. */
const PARALLEL_MAX = 16;

/**
 * What `ask` gives for each, in their order; undefined for one that has gone meanwhile, or that nobody can tell of now.
 * @throws DraveError what any other question failed with.
 */
export function inParallel<Item, Result>(
  items: readonly Item[],
  ask: (item: Item) => Promise<Result>,
): Promise<(Result | undefined)[]> {
  const running = new Semaphore(PARALLEL_MAX);
  return Promise.all(
    items.map((item) =>
      running.run(async () => {
        try {
          return await ask(item);
        } catch (reason) {
          const { code, retriable } = DraveError.from(reason);
          if (code === 'GROUP_ID_NOT_FOUND' || retriable) return undefined;
          throw reason;
        }
      }),
    ),
  );
}
