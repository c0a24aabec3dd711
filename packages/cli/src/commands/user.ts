import type { UserMechanism } from '@drave/client';
import { printJson, table, type OutputOptions } from '../output.js';
import { UsageError } from '../parse.js';
import type { Terminal } from '../terminal.js';
import { withClient } from './connect.js';
import type { ConnectOptions } from './connect-options.js';
import { show, type ShowOptions } from './show.js';

export interface UserOptions extends ConnectOptions, OutputOptions {
  readonly mechanism: UserMechanism;
  readonly validateOnly?: boolean;
}

export interface AddUserOptions extends UserOptions {
  readonly iterations?: number;
  readonly passwordFile?: string;
}

const PASSWORD_BYTES_MAX = 1_024;

/**
 * `drave user add`: the password comes from a file or from standard input, never from the command line, which `ps`
 * shows.
 */
export async function addUser(terminal: Terminal, user: string, options: AddUserOptions): Promise<void> {
  const password = await passwordFrom(terminal, options.passwordFile);
  const { mechanism, iterations, validateOnly = false } = options;
  const settings = { mechanism, validateOnly, ...(iterations === undefined ? {} : { iterations }) };
  await withClient(terminal, options, (client) => client.admin().users.set(user, password, settings));
  tell(terminal, options, user, validateOnly ? 'could log in' : 'can log in');
}

export async function removeUser(terminal: Terminal, user: string, options: UserOptions): Promise<void> {
  const { mechanism, validateOnly = false } = options;
  await withClient(terminal, options, (client) => client.admin().users.delete(user, { mechanism, validateOnly }));
  tell(terminal, options, user, validateOnly ? 'could log in no more' : 'can log in no more');
}

export function listUsers(terminal: Terminal, options: ShowOptions): Promise<number> {
  return show(terminal, options, async (client) => {
    const users = await client.admin().users.list();
    const rows = users.flatMap(({ name, credentials }) => credentials.map((credential) => ({ name, ...credential })));
    return {
      document: users,
      names: users.map(({ name }) => name),
      parts: [
        table(rows, {
          user: ({ name }) => name,
          mechanism: ({ mechanism }) => `SCRAM-${mechanism.replace('_', '-')}`,
          iterations: ({ iterations }) => iterations,
        }),
      ],
    };
  });
}

function tell(terminal: Terminal, { output, mechanism }: UserOptions, user: string, what: string): void {
  if (output === 'json') printJson(terminal, { user, mechanism, outcome: what });
  else terminal.line(`${user} ${what} with ${mechanism}`);
}

/** What the file or standard input has, without the end of its line. @throws UsageError. */
async function passwordFrom(terminal: Terminal, file: string | undefined): Promise<string> {
  const chunks: Uint8Array[] = [];
  if (file !== undefined) chunks.push(await terminal.readFile(file));
  else {
    if (terminal.isInteractive) terminal.note('the password is read from standard input, up to its end');
    let length = 0;
    for await (const chunk of terminal.input()) {
      chunks.push(chunk);
      if ((length += chunk.length) > PASSWORD_BYTES_MAX) break;
    }
  }
  const bytes = Buffer.concat(chunks);
  const password = bytes.toString('utf8').replace(/\r?\n$/, '');
  if (password === '' || bytes.length > PASSWORD_BYTES_MAX)
    throw new UsageError(
      `a password has 1 to ${PASSWORD_BYTES_MAX} bytes: give it on standard input or --password-file`,
    );
  return password;
}
