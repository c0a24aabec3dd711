import { mutants } from './table.js';
import { mutate, type Mutant } from './mutant.js';

/** Module loader hooks (`node:module`, `register`) that load one module of the product with a bug in it. */
let active: Mutant | undefined;

export function initialize(name: string): void {
  active = mutants.find((mutant) => mutant.name === name);
  if (active === undefined) throw new Error(`no mutant is named '${name}'`);
}

type Loaded = { readonly source?: unknown };

export async function load(
  url: string,
  context: object,
  nextLoad: (url: string, context: object) => Promise<Loaded>,
): Promise<Loaded> {
  const loaded = await nextLoad(url, context);
  if (active === undefined || !url.endsWith(`/${distOf(active)}`)) return loaded;
  const { source } = loaded;
  if (!(source instanceof Uint8Array) && typeof source !== 'string') throw new Error(`${url} was loaded without text`);
  return { ...loaded, source: mutate(active, Buffer.from(source as Uint8Array).toString('utf8')) };
}

/** Where the compiled module lies. */
export function distOf({ module }: Mutant): string {
  const [name = '', ...path] = module.split('/');
  return `packages/${name}/dist/${path.join('/')}.js`;
}
