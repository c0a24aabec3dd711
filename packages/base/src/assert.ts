/** A broken promise inside our own code. Never caught to go on: the process that sees one must stop. */
export class AssertionFailure extends Error {
  override readonly name = 'AssertionFailure';
}

/**
 * Assertions stay on in production. They are for what our own code promises; input from outside is validated instead.
 */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new AssertionFailure(message);
}

/**
 * Ends an exhaustive `switch`: the compiler rejects a missing case, the run time rejects a value that lies about its
 * type.
 */
export function unreachable(value: never): never {
  throw new AssertionFailure(`unreachable: ${JSON.stringify(value)}`);
}
