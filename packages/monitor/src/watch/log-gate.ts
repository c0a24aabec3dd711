import type { Logger } from '@drave/env';

/** The least level that is logged, by Burrow's names; nothing here is as grave as `fatal`, so it is silence. */
const logLevels = ['debug', 'info', 'warn', 'error', 'fatal'] as const;

export type LogLevel = (typeof logLevels)[number];

/** Lets pass to a logger what is of a level or above; which one may change while it is used. */
export class LogGate {
  level: LogLevel = 'info';

  /** A logger, and those made of it, behind this gate. */
  around(inner: Logger): Logger {
    return {
      debug: (fields, message) => void (this.isOpenFor('debug') && inner.debug(fields, message)),
      info: (fields, message) => void (this.isOpenFor('info') && inner.info(fields, message)),
      warn: (fields, message) => void (this.isOpenFor('warn') && inner.warn(fields, message)),
      error: (fields, message) => void (this.isOpenFor('error') && inner.error(fields, message)),
      child: (fields) => this.around(inner.child(fields)),
    };
  }

  private isOpenFor(level: LogLevel): boolean {
    return logLevels.indexOf(level) >= logLevels.indexOf(this.level);
  }
}
