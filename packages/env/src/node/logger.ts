import { pino, type DestinationStream, type LoggerOptions } from 'pino';
import type { Logger } from '../logger.js';

export interface NodeLoggerOptions {
  /** The least level that is logged; 'info' by default. */
  readonly level?: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** Where lines go: a file (made with its directories) or one of the standard streams. Default 'stderr'. */
  readonly destination?: 'stdout' | 'stderr' | { readonly file: string };
  /** Fields of every line, such as the node's id. */
  readonly fields?: Readonly<Record<string, unknown>>;
}

/**
 * Lines that wait for a pipe that nobody reads; beyond this they are dropped, so that a stuck sink never stops the
 * node.
 */
const PIPE_BYTES_MAX = 4 * 1024 * 1024;

interface NodeLogger {
  readonly logger: Logger;
  /** Everything logged so far is handed to the system. */
  flush(): void;
  /** `flush`; resolves when the file is closed. Nothing may be logged any more. */
  close(): Promise<void>;
}

/**
 * Files are written synchronously (1.7 microseconds a line; the last words before a crash are there). A standard stream
 * may be a pipe whose reader is stuck, so it is written asynchronously. Its descriptor is open from the start: the trap
 * that an exit before an asynchronous file is ready throws cannot spring.
 */
export function createNodeLogger(options: NodeLoggerOptions = {}): NodeLogger {
  const destination = options.destination ?? 'stderr';
  const sink =
    typeof destination === 'object'
      ? pino.destination({ dest: destination.file, sync: true, mkdir: true, append: true })
      : pino.destination({ dest: destination === 'stdout' ? 1 : 2, sync: false, maxLength: PIPE_BYTES_MAX });
  const settings: LoggerOptions = {
    level: options.level ?? 'info',
    base: options.fields === undefined ? null : { ...options.fields },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { err: pino.stdSerializers.err, error: pino.stdSerializers.err, cause: pino.stdSerializers.err },
  };
  const logger = pino(settings, sink as DestinationStream);
  return {
    logger: logger as unknown as Logger,
    flush: () => {
      sink.flushSync();
    },
    close: async () => {
      sink.flushSync();
      if (typeof destination !== 'object') return;
      await new Promise<void>((resolve) => {
        sink.once('close', () => resolve());
        sink.end();
      });
    },
  };
}
