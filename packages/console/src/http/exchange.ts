/** One request, as whoever has the socket hands it over. */
export interface HttpRequest {
  readonly method: string;
  /** As it was sent, without the query. */
  readonly path: string;
  /** What follows the '?'; '' for none. */
  readonly query: string;
  /** By a name in lower case. */
  header(name: string): string | undefined;
  /** All of it, which is empty where no bodies are read. What is too large never gets here. */
  readonly body: Uint8Array;
  /** Aborted when whoever asked is gone. */
  readonly signal: AbortSignal;
}

/** A body that is a stream is pulled: its next piece is asked for when the one before has left. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | AsyncIterable<string>;
}

/** The largest body of a request to the console. */
export const BODY_BYTES_MAX = 1024 * 1024;

/** Where everything of the console is. */
export const PLACE = '/console';

/** Whether a path belongs to the console, which answers for `/` too. */
export function isConsolePath(path: string): boolean {
  return path === '/' || path === PLACE || path.startsWith(`${PLACE}/`);
}
