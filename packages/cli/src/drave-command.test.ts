import { expect, it } from 'vitest';
import { DraveCommand } from './drave-command.js';

it('tells the exit code that an action answers with, of a command at any depth, and none where it answers nothing', async () => {
  const codes: number[] = [];
  const program = new DraveCommand('program', (code) => codes.push(code));
  const below = program.command('below');
  below.command('fails').action(async () => 3);
  below.command('echoes <code>').action((code: string) => Number(code));
  program.command('succeeds').action(async () => {});
  await program.parseAsync(['below', 'fails'], { from: 'user' });
  await program.parseAsync(['below', 'echoes', '7'], { from: 'user' });
  await program.parseAsync(['succeeds'], { from: 'user' });
  expect(codes).toEqual([3, 7]);
});

it('leaves what an action throws to the one who parses', async () => {
  const program = new DraveCommand('program', () => expect.unreachable());
  program.command('throws').action(async () => {
    throw new Error('not today');
  });
  await expect(program.parseAsync(['throws'], { from: 'user' })).rejects.toThrow('not today');
});
