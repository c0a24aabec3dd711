import { expect, it } from 'vitest';
import { recordedTerminal } from '../testing/recorded-terminal.js';
import { addUser } from './user.js';

it.each(['', '\n', 'x'.repeat(2_000)])('a password that is none is refused, and not repeated', async (input) => {
  const options = { output: 'table', mechanism: 'SCRAM-SHA-256' } as const;
  for (const passwordFile of [undefined, 'secret.txt']) {
    const given = passwordFile === undefined ? options : { ...options, passwordFile };
    const added = addUser(recordedTerminal(input), 'alice', given);
    await expect(added).rejects.toThrow('a password has 1 to 1024 bytes: give it on standard input or --password-file');
  }
});
