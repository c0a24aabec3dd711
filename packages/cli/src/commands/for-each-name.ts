import { DraveError } from '@drave/base';
import type { Client } from '@drave/client';
import { errorFields, isDocument, print, table, type OutputOptions, type View } from '../output.js';
import type { Terminal } from '../terminal.js';
import { withClient } from './connect.js';
import type { ConnectOptions } from './connect-options.js';

/** What came of one of several things; further fields are shown beside it. */
interface Outcome {
  readonly state: string;
  readonly [field: string]: string | number | undefined;
}

/**
 * Does something to each of several things, such as topics, and prints a row of the outcome for each. One that fails
 * does not keep the others from being done. Resolves with the exit code: 1 when one has failed.
 *
 * @throws DraveError the failure of the only thing, where no document was asked for.
 */
export async function forEachName(
  terminal: Terminal,
  options: ConnectOptions & OutputOptions,
  {
    noun,
    names,
    fields = [],
  }: { readonly noun: string; readonly names: readonly string[]; readonly fields?: readonly string[] },
  body: (client: Client, name: string) => Promise<Outcome>,
): Promise<number> {
  const results: Result[] = [];
  await withClient(terminal, options, async (client) => {
    for (const name of names) {
      try {
        results.push({ name, outcome: await body(client, name), error: undefined });
      } catch (reason) {
        results.push({ name, outcome: { state: 'failed' }, error: DraveError.from(reason) });
      }
    }
  });
  const [only] = results;
  if (results.length === 1 && only?.error !== undefined && !isDocument(options.output)) throw only.error;
  await print(terminal, options, viewOf(noun, fields, results));
  return results.some(({ error }) => error !== undefined) ? 1 : 0;
}

interface Result {
  readonly name: string;
  readonly outcome: Outcome;
  readonly error: DraveError | undefined;
}

function viewOf(noun: string, fields: readonly string[], results: readonly Result[]): View {
  const hasFailures = results.some(({ error }) => error !== undefined);
  return {
    document: results.map(({ name, outcome, error }) => {
      return { [noun]: name, ...outcome, ...(error === undefined ? {} : { error: errorFields(error) }) };
    }),
    names: results.flatMap(({ name, error }) => (error === undefined ? [name] : [])),
    parts: [
      table(results, {
        [noun]: ({ name }) => name,
        state: { cell: ({ outcome }) => outcome.state, colour: ({ error }) => (error === undefined ? 'green' : 'red') },
        ...Object.fromEntries(fields.map((field) => [field, ({ outcome }: Result) => outcome[field]])),
        ...(hasFailures ? { error: ({ error }: Result) => (error === undefined ? null : error.message) } : {}),
      }),
    ],
  };
}
