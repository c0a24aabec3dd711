import { describe, expect, it } from 'vitest';
import { withoutSecrets } from './without-secrets.js';

const REMOVED = '(removed)';

describe('withoutSecrets', () => {
  it('removes what is secret by its name, at any depth, and nothing else', () => {
    const config = {
      cluster: { name: 'shop', id: 'abc' },
      settings: { 'drave.cluster.secret': 'knock knock', 'log.retention.hours': 1 },
      listeners: [{ tls: { privateKeyFile: '/keys/b1.pem', keyPassword: 'swordfish' }, tokens: ['a'] }],
      isSecret: false,
      metadata: new Map([['password', 'swordfish']]),
      bytes: Buffer.from('hi'),
    };
    expect(withoutSecrets(config)).toEqual({
      cluster: { name: 'shop', id: 'abc' },
      settings: { 'drave.cluster.secret': REMOVED, 'log.retention.hours': 1 },
      listeners: [{ tls: { privateKeyFile: '/keys/b1.pem', keyPassword: REMOVED }, tokens: REMOVED }],
      isSecret: false,
      metadata: { password: REMOVED },
      bytes: 'aGk=',
    });
  });
});
