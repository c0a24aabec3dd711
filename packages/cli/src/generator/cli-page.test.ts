import { Command, Option } from 'commander';
import { describe, expect, it } from 'vitest';
import { cliPage } from './cli-page.js';

describe('the page of commands', () => {
  it('has every command and option that the help shows, and no other', () => {
    const program = new Command('drave');
    program.command('produce <topic> [values...]').description('write records');
    const topic = program.command('topic').description('topics and their partitions');
    topic
      .command('create <names...>')
      .description('make topics')
      .addOption(new Option('--only <state>', 'in this state').choices(['a', 'b']).default('a'))
      .requiredOption('--where <x|y>', 'a place')
      .option('--no-wait', 'return at once')
      .addOption(new Option('--secret', 'hidden').hideHelp());
    program.command('supervise', { hidden: true }).description('internal');
    const page = cliPage(program);
    expect(page).toContain('| [drave produce](#drave-produce) | write records |');
    expect(page).toContain('## drave topic\n\nTopics and their partitions.\n');
    expect(page).toContain('drave topic create [options] <names...>\n\ndrave topic create orders -p 10\n');
    expect(page).toContain('| `--only <state>` | in this state; one of `a`, `b`; default `a` |');
    expect(page).toContain('| `--where <x\\|y>` | a place; required |');
    expect(page).toContain('| `--no-wait` | return at once |');
    expect(page).not.toContain('secret');
    expect(page).not.toContain('supervise');
  });
});
