import type { SequentialModel } from './linearizability.js';

export type TopicInput =
  | { readonly kind: 'create'; readonly topic: string; readonly partitions: number }
  | { readonly kind: 'delete'; readonly topic: string }
  | { readonly kind: 'grow'; readonly topic: string; readonly partitions: number }
  | { readonly kind: 'describe'; readonly topic: string };

export type TopicOutput =
  | { readonly kind: 'done' }
  /** The operation was refused because of the state it met: exists already, not found, not above the present count. */
  | { readonly kind: 'refused' }
  /** The answer to a describe; 0 partitions: no such topic. */
  | { readonly kind: 'described'; readonly partitions: number };

/** One topic name as a register of its partition count; 0 is absent. */
export const topicRegistryModel: SequentialModel<number, TopicInput, TopicOutput> = {
  key: (input) => input.topic,
  initial: () => 0,
  fingerprint: (state) => String(state),
  step(state, input, output) {
    if (input.kind === 'describe') {
      const consistent = output === undefined || (output.kind === 'described' && output.partitions === state);
      return consistent ? state : undefined;
    }
    const next = effectOf(state, input);
    const refused = next === undefined;
    if (output === undefined) return refused ? state : next;
    if (output.kind === 'done') return next;
    return output.kind === 'refused' && refused ? state : undefined;
  },
};

function effectOf(state: number, input: Exclude<TopicInput, { kind: 'describe' }>): number | undefined {
  if (input.kind === 'create') return state === 0 ? input.partitions : undefined;
  if (input.kind === 'delete') return state > 0 ? 0 : undefined;
  return state > 0 && input.partitions > state ? input.partitions : undefined;
}
