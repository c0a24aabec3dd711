/** The part of `node:module` that is reached: nothing native can be loaded, and whoever asks has another way. */
export function createRequire(): (name: string) => never {
  return (name) => {
    throw new Error(`${name} is a native module, and there is none in a browser`);
  };
}
