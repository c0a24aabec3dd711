import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { get, type Refusal } from './api.js';

/** What a view is made of: the last answer stays while the next one is on its way, so that nothing jumps. */
export interface Resource<T> {
  readonly data: T | null;
  /** Why the last question failed; null when it did not. */
  readonly failure: Refusal | null;
  readonly isLoading: boolean;
  readonly reload: () => void;
}

/** Asks for the path now, and again whenever it or the revision changes. Null asks for nothing. */
export function useResource<T>(path: string | null, revision: number | string = 0): Resource<T> {
  const [state, setState] = useState<Omit<Resource<T>, 'reload'>>({ data: null, failure: null, isLoading: true });
  const [reloads, setReloads] = useState(0);
  const reload = useCallback(() => setReloads((before) => before + 1), []);
  useEffect(() => {
    if (path === null) return;
    const abort = new AbortController();
    setState((before) => ({ ...before, isLoading: true }));
    void get<T>(path, abort.signal).then((answer) => {
      if (abort.signal.aborted || answer.kind === 'aborted') return;
      if (answer.kind === 'answered') setState({ data: answer.value, failure: null, isLoading: false });
      else setState((before) => ({ ...before, failure: answer.failure, isLoading: false }));
    });
    return () => abort.abort();
  }, [path, revision, reloads]);
  return { ...state, reload };
}

/** A number that grows at this pace while somebody looks at the page. */
export function useTick(everyMs: number): number {
  const [tick, setTick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) setTick((before) => before + 1);
    }, everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return tick;
}

/** A number that grows when the value has become another, at this pace at most: many changes are one reason to ask. */
export function useChanges(value: unknown, everyMs: number): number {
  const [changes, setChanges] = useState(0);
  const seen = useRef(value);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => {
    if (seen.current === value) return;
    seen.current = value;
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      setChanges((before) => before + 1);
    }, everyMs);
  }, [value, everyMs]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return changes;
}
