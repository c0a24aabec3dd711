import { addClusterCommand, addListing } from './cluster-command.js';
import { Option } from 'commander';
import type { AclOptions, CheckOptions, ListAclOptions } from './commands/acl.js';
import type { ShowOptions } from './commands/show.js';
import type { AddUserOptions, UserOptions } from './commands/user.js';
import type { DraveCommand } from './drave-command.js';
import { actionFormats } from './output.js';
import { parseInteger } from './parse.js';
import type { Terminal } from './terminal.js';

/** Adds the commands that say who may do what. */
export function addAccess(program: DraveCommand, terminal: Terminal): void {
  addAcl(program, terminal);
  addUsers(program, terminal);
}

function addAcl(program: DraveCommand, terminal: Terminal): void {
  const acl = program.command('acl').description('access control lists: who may do what');
  for (const verb of ['grant', 'revoke'] as const) {
    const does = verb === 'grant' ? 'add entries, such as: alice read,write topic orders' : 'remove such entries';
    addClusterCommand(acl, verb, does, actionFormats)
      .argument('<principal>', 'a user, a type and a name, or * for everybody')
      .argument('<operations>', 'read, write, all, ..., with commas between them')
      .argument('<type>', 'topic, group, cluster or transactional-id')
      .argument('[name]', 'the name of the resource, or * for all of the type')
      .option('--prefix', 'all resources whose names begin so')
      .option('--deny', 'deny instead of allow')
      .option('--host <address>', 'only for callers from this address')
      .option('--validate-only', 'check, change nothing')
      .action(async (...given: unknown[]) => {
        const { grantAcls, revokeAcls } = await import('./commands/acl.js');
        const run = verb === 'grant' ? grantAcls : revokeAcls;
        await run(terminal, wordsOf(given), given[4] as AclOptions);
      });
  }
  addListing(acl, 'ls', 'all entries, or those that are about something')
    .option('--principal <principal>', 'only those of this principal')
    .option('--type <type>', 'only those of topics, groups, ...')
    .option('--name <name>', 'with --type: only those that are about this resource')
    .action(async (options: ListAclOptions) => {
      const { listAcls } = await import('./commands/acl.js');
      return listAcls(terminal, options);
    });
  addClusterCommand(acl, 'check', 'whether a principal may do something, and which entry decides', actionFormats)
    .argument('<principal>', 'a user, or a type and a name')
    .argument('<operation>', 'read, write, ...')
    .argument('<type>', 'topic, group, cluster or transactional-id')
    .argument('[name]', 'the name of the resource')
    .option('--host <address>', 'from which address')
    .action(async (...given: unknown[]) => {
      const { checkAccess } = await import('./commands/acl.js');
      return checkAccess(terminal, wordsOf(given), given[4] as CheckOptions);
    });
}

function addUsers(program: DraveCommand, terminal: Terminal): void {
  const user = program.command('user').description('users with passwords');
  const mechanism = () =>
    new Option('--mechanism <name>', 'how the password is proved')
      .choices(['SCRAM-SHA-256', 'SCRAM-SHA-512'])
      .default('SCRAM-SHA-256');
  addClusterCommand(user, 'add <user>', 'set the password of a user, read from standard input', actionFormats)
    .addOption(mechanism())
    .option('--iterations <number>', 'how often it is hashed (default 4096)', parseInteger('number', 4_096, 16_384))
    .option('--password-file <path>', 'a file with the password in it')
    .option('--validate-only', 'check, change nothing')
    .action(async (name: string, options: AddUserOptions) => {
      const { addUser } = await import('./commands/user.js');
      await addUser(terminal, name, options);
    });
  addClusterCommand(user, 'rm <user>', 'take the password of a user away', actionFormats)
    .addOption(mechanism())
    .option('--validate-only', 'check, change nothing')
    .action(async (name: string, options: UserOptions) => {
      const { removeUser } = await import('./commands/user.js');
      await removeUser(terminal, name, options);
    });
  addListing(user, 'ls', 'the users that have passwords, and for which mechanisms').action(
    async (options: ShowOptions) => {
      const { listUsers } = await import('./commands/user.js');
      return listUsers(terminal, options);
    },
  );
}

/** The arguments that stand before the options among what an action gets. */
function wordsOf(given: readonly unknown[]): readonly string[] {
  return given.slice(0, 4).filter((word): word is string => typeof word === 'string');
}
