import type { HttpAnswer, HttpRequest } from './exchange.js';
import { HttpRefusal, securityHeaders } from './answers.js';

/** One file of the page, as its build has left it. */
export interface PageFile {
  readonly contentType: string;
  /** A hash of the content, without quotes. */
  readonly hash: string;
  /** Whether its name changes with its content. */
  readonly isImmutable: boolean;
  readonly plain: Uint8Array;
  /** The same in other encodings, by their names in HTTP: `br`, `gzip`. */
  readonly encoded: ReadonlyMap<string, Uint8Array>;
}

/** Every file that there is, by its name below `/console/`. */
export type PageFiles = ReadonlyMap<string, PageFile>;

/** The first view, which also answers for every place inside the page. */
const INDEX = 'index.html';
const encodings = ['br', 'gzip'] as const;
const YEAR_S = 31_536_000;

/** The files where the page was built. @throws HttpRefusal 404 where it was not, or is just being built. */
export function requirePage(files: PageFiles): PageFiles {
  if (files.has(INDEX)) return files;
  throw new HttpRefusal(404, 'NOT_FOUND', 'the page of the console is not built: npm run build makes it');
}

/**
 * The file of this very name: no path is put together, so none leads anywhere else. A place in the page, which has no
 * dot, is the page. @throws HttpRefusal 404.
 */
export function pageAnswer(files: PageFiles, name: string, { header }: Pick<HttpRequest, 'header'>): HttpAnswer {
  const isPlace = /^[\w/~%-]*$/.test(name);
  const file = files.get(isPlace ? INDEX : name);
  if (file === undefined) throw new HttpRefusal(404, 'NOT_FOUND', 'there is no such file here');
  const etag = `"${file.hash}"`;
  const headers = {
    ...securityHeaders,
    'content-type': file.contentType,
    'cache-control': file.isImmutable ? `public, max-age=${YEAR_S}, immutable` : 'no-cache',
    vary: 'accept-encoding',
    etag,
  };
  if (header('if-none-match') === etag) return { status: 304, headers, body: '' };
  const accepted = (header('accept-encoding') ?? '').split(',').map((one) => one.trim().toLowerCase());
  for (const encoding of encodings) {
    const body = accepted.includes(encoding) ? file.encoded.get(encoding) : undefined;
    if (body !== undefined) return { status: 200, headers: { ...headers, 'content-encoding': encoding }, body };
  }
  return { status: 200, headers, body: file.plain };
}
