import { isError } from '@drave/base';
/** Yields the items until the signal is aborted, also while it waits for the next item, for example from a keyboard. */
export async function* untilAborted<T>(items: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  const iterator = items[Symbol.asyncIterator]();
  for (;;) {
    const next = await nextUnlessAborted(iterator, signal);
    if (next === 'aborted' || next.done === true) return;
    yield next.value;
  }
}

/**
 * Waits for the next item or the signal, with a listener that is removed afterwards. `Promise.race` with one long-lived
 * promise would retain memory for every item.
 */
function nextUnlessAborted<T>(iterator: AsyncIterator<T>, signal: AbortSignal): Promise<IteratorResult<T> | 'aborted'> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => resolve('aborted');
    if (signal.aborted) {
      onAbort();
      return;
    }
    signal.addEventListener('abort', onAbort, { once: true });
    const settled = (): void => signal.removeEventListener('abort', onAbort);
    iterator.next().then(
      (result) => {
        settled();
        resolve(result);
      },
      (reason: unknown) => {
        settled();
        reject(isError(reason) ? reason : new Error(String(reason)));
      },
    );
  });
}
