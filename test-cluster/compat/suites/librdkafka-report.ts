/** What librdkafka's test runner writes to `TEST_REPORT`, as far as it is looked at. */
export interface RunnerReport {
  readonly tests: Readonly<Record<string, { readonly state: string }>>;
}

const SAYS_MAX = 200;
/** The runner colours what it prints: an escape, then digits up to an m. */
const colour = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');

/** What some tests require, but only mention when it does not hold. */
const mentioned: Readonly<Record<string, RegExp>> = {
  '0101_fetch_from_follower': /rxbytes was not highest.*|expecting rxbytes of.*/,
};

/** What a test mentions of a requirement that does not hold. */
export function unmetIn(output: string, test: string): string | undefined {
  const pattern = mentioned[test];
  return pattern === undefined ? undefined : pattern.exec(plainLines(output).join('\n'))?.[0].slice(0, SAYS_MAX);
}

/** Where the first failure of a test stands in the suite, and what it says, from what the runner printed. */
export function failureIn(output: string, test: string): { at: string; says: string } | undefined {
  const lines = plainLines(output);
  for (const [index, line] of lines.entries()) {
    const match = /^### Test "(\d{4}\w*|<MAIN>)[^"]*" failed at ([\w.-]+:\d+):/.exec(line);
    if (match === null || !(match[1] ?? '').startsWith(test)) continue;
    return { at: match[2] ?? '', says: lasting(lines[index + 1] ?? '') };
  }
  return undefined;
}

/**
 * The text without what differs from run to run and from machine to machine: folders, ports, the random part of names.
 */
function lasting(text: string): string {
  return text
    .replaceAll(/(?:\/[\w.@-]+)+\/(?=[\w-]+\.sh)/g, '')
    .replaceAll(/_rnd[0-9a-f]+_/g, '_')
    .replaceAll(/(?:[\d.]+:\d+,?)+/g, 'BROKERS')
    .trim()
    .slice(0, SAYS_MAX);
}

/** Why a test was not run; undefined when it is simply not part of this run. */
export function skipIn(output: string, test: string): string | undefined {
  for (const line of plainLines(output)) {
    const match = /^\[(\d{4}\w*)\s.*SKIPPING TEST: (.*)$/.exec(line);
    if (match?.[1] !== test) continue;
    // The runner puts no line end behind some of them.
    const why = (match[2] ?? '').replace(/\[\d{4}.*$/, '').trim();
    return /^Filtered due to negative test flags/.test(why) ? undefined : why;
  }
  return undefined;
}

export function hasRun(output: string, subtest: string): boolean {
  return plainLines(output).some((line) => /\[ \w+:\d+/.test(line) && line.includes(subtest));
}

function plainLines(output: string): string[] {
  return output.replaceAll(colour, '').split('\n');
}
