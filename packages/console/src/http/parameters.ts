import { DraveError } from '@drave/base';
import type * as z from 'zod';

/** Nobody has a reason to send a longer value. */
const TEXT_LENGTH_MAX = 1_000;
const PAGE_SIZE_DEFAULT = 50;
const PAGE_SIZE_MAX = 1_000;

/** The parameters of one question. Every one that is there must be asked for; see `checkRest`. */
export class Parameters {
  private readonly values: URLSearchParams;
  private readonly asked = new Set<string>();

  constructor(query: string) {
    this.values = new URLSearchParams(query);
  }

  /** @throws DraveError INVALID_REQUEST. */
  text(name: string, lengthMax = TEXT_LENGTH_MAX): string {
    this.asked.add(name);
    const value = this.values.get(name) ?? '';
    if (value.length <= lengthMax) return value;
    throw invalid(name, `${value.length} characters`, `at most ${lengthMax}`);
  }

  /** Undefined when it is not there. @throws DraveError INVALID_REQUEST. */
  integer(name: string, min: number, max: number = Number.MAX_SAFE_INTEGER): number | undefined {
    const text = this.text(name);
    if (text === '') return undefined;
    const value = Number(text);
    if (/^\d{1,16}$/.test(text) && Number.isSafeInteger(value) && value >= min && value <= max) return value;
    throw invalid(name, `'${text.slice(0, 40)}'`, `an integer from ${min} to ${max}`);
  }

  /** False when it is not there. @throws DraveError INVALID_REQUEST. */
  flag(name: string): boolean {
    return this.choice(name, ['false', 'true']) === 'true';
  }

  /** The first of `choices` when it is not there. @throws DraveError INVALID_REQUEST. */
  choice<Choice extends string>(name: string, choices: readonly [Choice, ...Choice[]]): Choice {
    const text = this.text(name);
    const found = text === '' ? choices[0] : choices.find((one) => one === text);
    if (found !== undefined) return found;
    throw invalid(name, `'${text.slice(0, 40)}'`, `one of ${choices.join(', ')}`);
  }

  page(): { readonly pageSize: number; readonly pageToken: string } {
    const pageSize = this.integer('pageSize', 1, PAGE_SIZE_MAX) ?? PAGE_SIZE_DEFAULT;
    return { pageSize, pageToken: this.text('pageToken') };
  }

  /** A mistyped parameter would otherwise be a silent default. @throws DraveError INVALID_REQUEST. */
  checkRest(): void {
    for (const name of this.values.keys())
      if (!this.asked.has(name))
        throw new DraveError('INVALID_REQUEST', `there is no parameter '${name.slice(0, 40)}' here: take it out`);
  }
}

/** @throws DraveError INVALID_REQUEST. */
export function bodyOf<Schema extends z.ZodType>(body: Uint8Array, schema: Schema): z.infer<Schema> {
  let raw: unknown;
  try {
    raw = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch (reason) {
    throw new DraveError('INVALID_REQUEST', 'the body is no JSON', { cause: reason });
  }
  const result = schema.safeParse(raw);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const where = issue === undefined || issue.path.length === 0 ? 'the body' : `'${issue.path.join('.')}'`;
  throw new DraveError('INVALID_REQUEST', `${where} is not as it must be: ${issue?.message ?? 'see the contract'}`);
}

function invalid(name: string, found: string, allowed: string): DraveError {
  return new DraveError('INVALID_REQUEST', `'${name}' is ${found}; allowed: ${allowed}`);
}
