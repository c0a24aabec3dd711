/**
 * Makes every function that reaches the real world throw while a simulation runs, so that code that slipped past the
 * lint rule shows itself by a stack. Returns the undo. The test runner keeps its own references and is not affected.
 */
export function trapRealWorld(): () => void {
  const undo: (() => void)[] = [];
  const replace = (owner: object, name: string, value: unknown): void => {
    const before = Object.getOwnPropertyDescriptor(owner, name);
    Object.defineProperty(owner, name, { value, configurable: true, writable: true, enumerable: false });
    undo.push(() => {
      // Some of them stand on a prototype: there the cover is taken away.
      if (before === undefined) Reflect.deleteProperty(owner, name);
      else Object.defineProperty(owner, name, before);
    });
  };
  const forbid = (owner: object, name: string, text: string): void => replace(owner, name, () => refuse(text));
  for (const name of ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'fetch'])
    forbid(globalThis, name, `${name} in a simulated world`);
  forbid(Math, 'random', 'Math.random in a simulated world');
  forbid(performance, 'now', 'performance.now in a simulated world');
  replace(globalThis, 'Date', trappedDate());
  return () => {
    for (const step of undo.reverse()) step();
  };
}

function refuse(text: string): never {
  throw new Error(`${text}: use env`);
}

/** Dates of given instants are values like any other; only "now" reaches the real world. */
function trappedDate(): DateConstructor {
  return new Proxy(Date, {
    construct(target, parameters: unknown[]) {
      if (parameters.length === 0) refuse('a Date of the present in a simulated world');
      return Reflect.construct(target, parameters) as object;
    },
    apply: () => refuse('the present as text in a simulated world'),
    get(target, name, receiver): unknown {
      if (name === 'now') return () => refuse('Date.now in a simulated world');
      return Reflect.get(target, name, receiver);
    },
  });
}
