/** What stands in place of a secret. */
const REMOVED = '(removed)';

const SECRET_NAME = /secret|password|passphrase|credential|token|jaas/i;

/** A document for JSON without the values of fields whose names say that they are secrets, at any depth. */
export function withoutSecrets(document: unknown): unknown {
  if (ArrayBuffer.isView(document))
    return Buffer.from(document.buffer, document.byteOffset, document.byteLength).toString('base64');
  if (document instanceof Map) return withoutSecrets(Object.fromEntries(document as ReadonlyMap<string, unknown>));
  if (Array.isArray(document)) return document.map(withoutSecrets);
  if (typeof document !== 'object' || document === null) return document;
  return Object.fromEntries(
    Object.entries(document).map(([name, value]) => [name, isSecret(name, value) ? REMOVED : withoutSecrets(value)]),
  );
}

/** The path of a file with a key is none: it says where the secret is, not what. */
function isSecret(name: string, value: unknown): boolean {
  return SECRET_NAME.test(name) && !/file$/i.test(name) && value !== null && typeof value !== 'boolean';
}
