/** Named points in production code at which a test may stop, delay or fail a process. Absent outside tests. */
export interface Failpoints {
  /** Undefined when nothing is planned at this point, so that no promise is made in vain. */
  hit(name: string): Promise<void> | undefined;
}

/**
 * Marks a point between two steps whose order matters, as in `await failpoint(env, 'raft.vote.before-save')`.
 * Names are `<package>.<what>.<where>`. Rejects with whatever error the test planned.
 */
export function failpoint(env: { readonly failpoints?: Failpoints }, name: string): Promise<void> | undefined {
  return env.failpoints?.hit(name);
}
