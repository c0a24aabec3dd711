/**
 * 106 bits of a text, as hexadecimal: two runs of a 53-bit mixing hash with different seeds. Against accidents, not
 * against an adversary.
 */
export function textHash(text: string): string {
  return mix(text, 0x243f6a88).toString(16).padStart(14, '0') + mix(text, 0x13198a2e).toString(16).padStart(14, '0');
}

function mix(text: string, seed: number): number {
  let high = 0xdeadbeef ^ seed;
  let low = 0x41c6ce57 ^ seed;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    high = Math.imul(high ^ unit, 0x9e3779b1);
    low = Math.imul(low ^ unit, 0x5f356495);
  }
  high = Math.imul(high ^ (high >>> 16), 0x85ebca6b) ^ Math.imul(low ^ (low >>> 13), 0xc2b2ae35);
  low = Math.imul(low ^ (low >>> 16), 0x85ebca6b) ^ Math.imul(high ^ (high >>> 13), 0xc2b2ae35);
  return (high & 0x1fffff) * 0x1_0000_0000 + (low >>> 0);
}
