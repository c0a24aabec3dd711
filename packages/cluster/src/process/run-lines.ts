import { DraveError } from '@drave/base';
import { readIfThere } from './port-reservations.js';

const TAIL_LINES_MAX = 50;

/** What one run of a node has printed, and the end of its log. */
export class RunLines {
  private readonly node: string;
  private readonly logFile: string;
  private readonly printed: string[] = [];

  constructor(node: string, logFile: string) {
    this.node = node;
    this.logFile = logFile;
  }

  add(line: string): void {
    this.printed.push(line);
    if (this.printed.length > TAIL_LINES_MAX) this.printed.shift();
  }

  get last(): readonly string[] {
    const logged = readIfThere(this.logFile)?.trimEnd().split('\n') ?? [];
    return [...logged, ...this.printed].slice(-TAIL_LINES_MAX);
  }

  /** An error that ends with the lines. */
  failure(code: 'BROKER_NOT_AVAILABLE' | 'REQUEST_TIMED_OUT', what: string): DraveError {
    const lines = this.last;
    const said = lines.length === 0 ? 'It printed nothing.' : `Its last lines:\n${lines.join('\n')}`;
    return new DraveError(code, `node ${this.node} ${what}. ${said}`);
  }
}
