/** What the part of the page's address behind `#` says. */
interface Address {
  readonly seed: number;
}

const SEED_DEFAULT = 1;

/** Whatever is missing or makes no sense is as by default: an address is typed, cut and sent on by people. */
export function readAddress(hash: string): Address {
  const values = new URLSearchParams(hash.replace(/^#/, ''));
  return { seed: wholeNumber(values.get('seed')) ?? SEED_DEFAULT };
}

function wholeNumber(text: string | null): number | undefined {
  if (text === null || !/^\d{1,16}$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : undefined;
}
