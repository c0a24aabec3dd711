/** The items, until the signal is aborted: also while the next one is waited for, as from a person who types. */
export async function* untilAborted<T>(items: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  const iterator = items[Symbol.asyncIterator]();
  for (;;) {
    const next = await nextUnlessAborted(iterator, signal);
    if (next === 'aborted' || next.done === true) return;
    yield next.value;
  }
}

/** A listener for each wait, taken away after it: a race against one promise would keep all that it ever raced with. */
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
        reject(reason instanceof Error ? reason : new Error(String(reason)));
      },
    );
  });
}
