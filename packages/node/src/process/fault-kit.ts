import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { deferred, DraveError } from '@drave/base';
import type { Env } from '@drave/env';
import { createFaultyEnv, type FaultControl } from '@drave/env/faulty';
import * as z from 'zod';
import { SwitchedFaults } from '../switched-faults.js';

const LINE_CHARACTERS_MAX = 1024 * 1024;

const orderLine = z.strictObject({ serial: z.int().min(0), faults: z.array(z.unknown()) });

interface FaultKitLines {
  readonly input: Readable;
  readonly print: (line: string) => void;
}

/**
 * The faults of a node that a supervisor runs: it writes lines of JSON to the node's standard input, each with all the
 * faults that are to be in force, and hears on the standard output when they are, and which of them strike.
 */
export class FaultKit {
  /** The node's world with what the faults do to it. */
  readonly env: Env;
  readonly control: FaultControl;
  private readonly print: FaultKitLines['print'];
  /** What came before anybody followed; the input flows from the start, because its end is listened for. */
  private early: string[] | undefined = [];
  private onLine: (line: string) => void = (line) => this.early?.push(line);

  constructor(inner: Env, { input, print }: FaultKitLines) {
    const { env, faults } = createFaultyEnv(inner);
    // The network between processes is the supervisor's to break.
    this.env = { ...env, network: inner.network };
    this.control = faults;
    this.print = print;
    createInterface({ input }).on('line', (line) => this.onLine(line));
  }

  /** Resolves when the first faults are in force: before that nothing may be opened, because it may have to fail. */
  async follow(served: readonly string[] | undefined): Promise<void> {
    const tell = (event: object): void => this.print(`${JSON.stringify(event)}\n`);
    const onStruck = (name: string, times: number): void => tell({ event: 'fault-struck', name, times });
    const faults = new SwitchedFaults({ control: this.control, served, onStruck });
    const first = deferred<void>();
    this.onLine = (line) => {
      tell({ event: 'faults', ...obey(faults, line) });
      first.resolve();
    };
    const { early = [] } = this;
    this.early = undefined;
    for (const line of early) this.onLine(line);
    await first.promise;
  }
}

/** What is answered to a line. */
function obey(faults: SwitchedFaults, line: string): { readonly serial: number; readonly error?: string } {
  let serial = -1;
  try {
    if (line.length > LINE_CHARACTERS_MAX) throw new DraveError('INVALID_REQUEST', 'the line is too long');
    const order = orderLine.parse(JSON.parse(line));
    ({ serial } = order);
    faults.replace(order.faults);
    return { serial };
  } catch (reason) {
    return { serial, error: DraveError.from(reason).message };
  }
}
