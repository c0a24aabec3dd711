import { type ErrorCode, errorCodeFromKafka, errors } from '@drave/base';
import { errorExplanations } from '../explanations/error-explanations.js';
import { print, table, type OutputOptions } from '../output.js';
import { UsageError } from '../parse.js';
import type { Terminal } from '../terminal.js';

/**
 * `drave explain`: what an error means and what to do about it; without a code, the list of all. @throws UsageError.
 */
export async function explain(terminal: Terminal, wanted: string | undefined, options: OutputOptions): Promise<number> {
  const codes = Object.keys(errors).toSorted() as ErrorCode[];
  if (wanted !== undefined) {
    const one = entryOf(codeOf(wanted, codes));
    return print(terminal, options, { document: one, names: [one.code], parts: linesOf(one) });
  }
  const all = codes.map(entryOf);
  const parts = [table(all, { code: ({ code }) => code, kafka: ({ kafka }) => kafka, meaning: ({ text }) => text })];
  return print(terminal, options, { document: all, names: codes, parts });
}

function entryOf(code: ErrorCode) {
  return { code, ...errors[code], ...errorExplanations[code] };
}

function linesOf({ code, text, cause, cure, kafka, grpc, retriable }: ReturnType<typeof entryOf>): readonly string[] {
  const repeated = retriable ? 'the same request may succeed later' : 'the same request fails again';
  return [
    `${code}: ${text}`,
    `Cause: ${cause}`,
    `Cure: ${cure}`,
    `Kafka code ${kafka}, gRPC status ${grpc}; ${repeated}.`,
  ];
}

/** By name in any case, or by Kafka's number. */
function codeOf(wanted: string, codes: readonly ErrorCode[]): ErrorCode {
  const name = wanted.toUpperCase().replaceAll('-', '_');
  const found = codes.find((code) => code === name) ?? byNumber(wanted);
  if (found !== undefined) return found;
  const near = codes.filter((code) => code.includes(name)).slice(0, 5);
  const advice = near.length === 0 ? 'drave explain lists them all' : `did you mean ${near.join(', ')}?`;
  throw new UsageError(`'${wanted}' is no error code of Drave or Kafka; ${advice}`);
}

function byNumber(wanted: string): ErrorCode | undefined {
  if (!/^-?\d+$/.test(wanted)) return undefined;
  const found = errorCodeFromKafka(Number(wanted));
  return errors[found].kafka === Number(wanted) ? found : undefined;
}
