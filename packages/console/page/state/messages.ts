import { useEffect, useRef, useState } from 'preact/hooks';
import type { Message, MessageBatch, MessageQuery } from '../../src/contract.js';
import { searchOf } from '../model/search.js';
import { get, type Refusal } from './api.js';

/** Records of a topic as far as they were asked for. */
export interface Messages {
  readonly messages: readonly Message[];
  readonly end: MessageBatch['end'] | null;
  readonly scannedCount: number;
  readonly failure: Refusal | null;
  readonly isLoading: boolean;
  /** Goes on behind the last record. */
  readonly more: () => void;
}

const KEPT_MAX = 1_000;
const TAIL_EVERY_MS = 1_000;
/** How long one answer may look for records; whoever searches would rather wait than press a button. */
const LOOK_MS = 10_000;

interface State extends Omit<Messages, 'more'> {
  readonly next: string | null;
}

const NOTHING: State = { messages: [], end: null, scannedCount: 0, failure: null, isLoading: true, next: null };

/** Asks when the question changes; while it tails, again and again for what is written later. */
export function useMessages(topic: string, query: MessageQuery | null, isTailing: boolean): Messages {
  const [state, setState] = useState(NOTHING);
  const abort = useRef(new AbortController());
  const asked = query === null ? null : JSON.stringify(query);
  const base = `topics/${encodeURIComponent(topic)}/messages`;
  const isBusy = useRef(false);

  const ask = async (search: string, signal: AbortSignal): Promise<void> => {
    isBusy.current = true;
    const answer = await get<MessageBatch>(base + search, signal);
    if (signal.aborted || answer.kind === 'aborted') return;
    isBusy.current = false;
    if (answer.kind === 'failed') {
      setState((before) => ({ ...before, failure: answer.failure, isLoading: false }));
      return;
    }
    const { messages, next, scannedCount, end } = answer.value;
    setState((before) => ({
      messages: [...before.messages, ...messages].slice(-KEPT_MAX),
      next,
      end,
      scannedCount: before.scannedCount + scannedCount,
      failure: null,
      isLoading: false,
    }));
  };
  const goOn = (): void => {
    if (isBusy.current || state.next === null) return;
    if (!isTailing) setState((before) => ({ ...before, isLoading: true }));
    const { text, committed } = query ?? {};
    void ask(
      searchOf({
        cursor: state.next,
        text,
        committed: committed === true ? 'true' : undefined,
        timeoutMs: LOOK_MS,
      }),
      abort.current.signal,
    );
  };

  useEffect(() => {
    const controller = new AbortController();
    abort.current = controller;
    isBusy.current = false;
    setState({ ...NOTHING, isLoading: query !== null });
    if (query !== null) {
      const { committed, ...rest } = query;
      void ask(
        searchOf({ ...rest, committed: committed === true ? 'true' : undefined, timeoutMs: LOOK_MS }),
        controller.signal,
      );
    }
    return () => controller.abort();
  }, [base, asked]);
  useEffect(() => {
    if (!isTailing) return;
    const timer = setInterval(goOn, TAIL_EVERY_MS);
    return () => clearInterval(timer);
  }, [isTailing, state.next, asked]);

  const { next: _, ...shown } = state;
  return { ...shown, more: goOn };
}
