import { addClusterCommand, addListing } from './cluster-command.js';
import type { AclOptions, CheckOptions, ListAclOptions } from './commands/acl.js';
import type { DraveCommand } from './drave-command.js';
import { actionFormats } from './output.js';
import type { Terminal } from './terminal.js';

/** Adds the commands that say who may do what. */
export function addAccess(program: DraveCommand, terminal: Terminal): void {
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

/** The arguments that stand before the options among what an action gets. */
function wordsOf(given: readonly unknown[]): readonly string[] {
  return given.slice(0, 4).filter((word): word is string => typeof word === 'string');
}
