import { expect, it } from 'vitest';
import { recordedTerminal } from '../testing/recorded-terminal.js';
import { removeQuotas, setQuotas } from './quota.js';

const options = { output: 'table' } as const;

it.each([
  [[], {}, 'whose limit is it?'],
  [['producer_byte_rate'], { user: 'alice' }, "'producer_byte_rate' is no limit: key=number"],
  [['producer_byte_rate=-1'], { user: 'alice' }, 'key=number'],
  [['producer_byte_rate=1'], { user: '' }, 'a name is not empty'],
  [['producer_byte_rate=1'], { user: 'alice', userDefaults: true }, 'not both'],
])('%j with %j is refused before anything is asked', async (limits, entity, message) => {
  await expect(setQuotas(recordedTerminal(''), limits, { ...options, ...entity })).rejects.toThrow(message);
});

it('whose limit is taken away is asked', async () => {
  await expect(removeQuotas(recordedTerminal(''), ['producer_byte_rate'], options)).rejects.toThrow('--client-id');
});
