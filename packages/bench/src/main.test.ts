import { afterEach, expect, it, vi } from 'vitest';
import { main } from './main.js';

afterEach(() => vi.restoreAllMocks());

async function run(...parameters: string[]) {
  const printed = { out: '', err: '' };
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => (printed.out += String(text)) !== '');
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => (printed.err += String(text)) !== '');
  return { exitCode: await main(parameters), ...printed };
}

it('prints its usage when it is asked to', async () => {
  for (const option of ['--help', '-h']) {
    const { exitCode, out, err } = await run(option);
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
    expect(out).toMatch(/^usage: drave-bench <command>/);
  }
});

it('says what is wrong with an option before its usage', async () => {
  const { exitCode, out, err } = await run('produce', '--secnods', '3');
  expect({ exitCode, out }).toEqual({ exitCode: 64, out: '' });
  expect(err).toMatch(/^Unknown option '--secnods'[^]*\n\nusage: drave-bench/);
});
