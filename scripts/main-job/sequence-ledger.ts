import { createHash } from 'node:crypto';

/**
 * What was sent and what came back, key by key. Lines repeat, so a record is known by its place: the n-th record of its
 * key. The cluster keeps its promise when, for every key, the records read are the records sent, in the same order,
 * each once.
 */
export class SequenceLedger {
  private readonly keys = new Map<string, { readonly sent: number[]; readonly read: number[] }>();
  private sentCount = 0;
  private readCount = 0;

  get sent(): number {
    return this.sentCount;
  }

  get read(): number {
    return this.readCount;
  }

  send(key: string, value: Uint8Array): void {
    this.of(key).sent.push(fingerprint(value));
    this.sentCount += 1;
  }

  receive(key: string, value: Uint8Array): void {
    this.of(key).read.push(fingerprint(value));
    this.readCount += 1;
  }

  /** Findings in words, at most `findingsMax`; empty when every record came back exactly once and in order. */
  check(findingsMax = 20): string[] {
    const findings: string[] = [];
    for (const [key, { sent, read }] of this.keys) {
      if (findings.length >= findingsMax) break;
      const different = sent.findIndex((print, index) => read[index] !== print);
      if (different < 0 && read.length === sent.length) continue;
      const at = different < 0 ? sent.length : different;
      findings.push(
        `key ${key}: ${sent.length} records sent, ${read.length} read; they differ from record ${at} on: ${explain(sent, read, at)}`,
      );
    }
    return findings;
  }

  private of(key: string): { readonly sent: number[]; readonly read: number[] } {
    let known = this.keys.get(key);
    if (known === undefined) {
      known = { sent: [], read: [] };
      this.keys.set(key, known);
    }
    return known;
  }
}

/**
 * 48 bits of SHA-1: two of some millions of lines in one place being mistaken for each other is out of the question.
 */
function fingerprint(value: Uint8Array): number {
  return createHash('sha1').update(value).digest().readUIntBE(0, 6);
}

function explain(sent: readonly number[], read: readonly number[], at: number): string {
  if (at >= read.length) return 'the rest is missing';
  if (at >= sent.length) return 'records nobody sent, or duplicates';
  const next = read[at] ?? 0;
  if (sent.slice(0, at).includes(next)) return 'an earlier record again';
  return sent.includes(next, at)
    ? `${sent.indexOf(next, at) - at} records missing or out of order`
    : 'a record nobody sent';
}
