import { expect, it } from 'vitest';
import { withoutSecrets, type MetadataRecord } from './record.js';

it('shows of a credential whose it is, and nothing that a password could be guessed from', () => {
  const bytes = Uint8Array.from([77, 78, 79]);
  const secrets = { salt: bytes, storedKey: bytes, serverKey: bytes, iterations: 5_000 };
  const record: MetadataRecord = {
    kind: 'userScramCredential',
    name: 'alice',
    mechanism: 'SCRAM-SHA-256',
    ...secrets,
  };
  const text = JSON.stringify(withoutSecrets(record));
  expect(text).toContain('"name":"alice","mechanism":"SCRAM-SHA-256"');
  expect(text).not.toMatch(/77|5000/);
  const other: MetadataRecord = { kind: 'featureLevel', name: 'f', level: 1 };
  expect(withoutSecrets(other)).toEqual(other);
});
