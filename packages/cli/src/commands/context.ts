import { DraveError } from '@drave/base';
import { Contexts, Registry, type Context } from '@drave/cluster/running';
import { print, table, type OutputOptions } from '../output.js';
import { parseEndpoints } from '../parse.js';
import type { Terminal } from '../terminal.js';

interface Listed {
  readonly name: string;
  readonly current: boolean;
  readonly kind: 'local' | 'stored';
  readonly bootstrap: string | null;
}

/** Prints the contexts: those that were added, and the local clusters that run. */
export async function listContexts(terminal: Terminal, options: OutputOptions): Promise<number> {
  const { contexts, current } = new Contexts().read();
  const isCurrent = (name: string): boolean => name === current;
  const all: readonly Listed[] = [
    ...Object.entries(contexts).map(([name, { bootstrap }]): Listed => {
      return { name, current: isCurrent(name), kind: 'stored', bootstrap };
    }),
    ...localNames()
      .filter((name) => contexts[name] === undefined)
      .map((name): Listed => ({ name, current: isCurrent(name), kind: 'local', bootstrap: null })),
  ];
  return print(terminal, options, {
    document: all,
    names: all.map(({ name }) => name),
    parts: [
      table(all, {
        name: { cell: ({ name }) => name, colour: (one) => (one.current ? 'green' : undefined) },
        current: (one) => (one.current ? 'yes' : null),
        kind: ({ kind }) => kind,
        bootstrap: ({ bootstrap }) => bootstrap,
      }),
    ],
  });
}

/** Selects a context; `-` is the one before. @throws DraveError INVALID_REQUEST. */
export async function useContext(terminal: Terminal, name: string, options: OutputOptions): Promise<number> {
  const store = new Contexts();
  const { contexts, previous } = store.read();
  if (name === '-' && previous === undefined)
    throw new DraveError('INVALID_REQUEST', 'there is no context before this one; see drave context ls');
  const wanted = name === '-' ? (previous ?? name) : name;
  const known = [...Object.keys(contexts), ...localNames()];
  if (!known.includes(wanted)) throw unknown(wanted, known);
  store.select(wanted);
  return print(terminal, options, { document: { context: wanted }, names: [wanted], parts: [`context ${wanted}`] });
}

export interface AddContextOptions extends OutputOptions, Omit<Context, 'bootstrap'> {
  /** Selects it as well. */
  readonly use?: boolean;
}

export async function addContext(
  terminal: Terminal,
  name: string,
  bootstrap: string,
  { output, use = false, ...tls }: AddContextOptions,
): Promise<number> {
  if (!/^[\w.][\w.-]{0,62}$/.test(name))
    throw new DraveError('INVALID_REQUEST', `'${name}' is no name of a context: use letters, digits, . _ and -`);
  parseEndpoints(bootstrap);
  const store = new Contexts();
  store.set(name, { bootstrap, ...tls });
  if (use) store.select(name);
  const text = `context ${name} ${use ? 'added and selected' : `added; drave context use ${name} selects it`}`;
  return print(
    terminal,
    { output },
    { document: { context: name, bootstrap, selected: use }, names: [name], parts: [text] },
  );
}

export async function removeContext(terminal: Terminal, name: string, options: OutputOptions): Promise<number> {
  const store = new Contexts();
  const known = Object.keys(store.read().contexts);
  if (!known.includes(name)) throw unknown(name, known);
  store.remove(name);
  return print(terminal, options, { document: { removed: name }, names: [name], parts: [`context ${name} removed`] });
}

function localNames(): readonly string[] {
  return new Registry().list().map(({ name }) => name);
}

function unknown(name: string, known: readonly string[]): DraveError {
  const others = known.length === 0 ? 'there is none' : `there are ${known.join(', ')}`;
  return new DraveError(
    'INVALID_REQUEST',
    `no context is called '${name}' (${others}); add one with drave context add`,
  );
}
