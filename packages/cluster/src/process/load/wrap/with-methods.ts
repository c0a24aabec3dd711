/**
 * As `target`, with other methods in the place of some. All others run on the target itself, which may have private
 * fields.
 */
export function withMethods<T extends object>(target: T, methods: Readonly<Record<PropertyKey, unknown>>): T {
  const proxy: T = new Proxy(target, {
    get(_target, name) {
      if (Object.hasOwn(methods, name)) return methods[name];
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      return (...parameters: unknown[]): unknown => {
        const result: unknown = Reflect.apply(value, target, parameters);
        return result === target ? proxy : result;
      };
    },
  });
  return proxy;
}
