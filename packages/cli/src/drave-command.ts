import { Command } from 'commander';

/** A command whose action may resolve with the exit code of the process; undefined means 0. */
export class DraveCommand extends Command {
  private readonly ended: (exitCode: number) => void;

  constructor(name: string | undefined, ended: (exitCode: number) => void) {
    super(name);
    this.ended = ended;
  }

  /** Makes a subcommand, which reports its exit code to the same callback. */
  override createCommand(name?: string): DraveCommand {
    return new DraveCommand(name, this.ended);
  }

  override action(run: (...parameters: never[]) => unknown): this {
    return super.action(async (...parameters: unknown[]) => {
      const exitCode = await run(...(parameters as never[]));
      if (typeof exitCode === 'number') this.ended(exitCode);
    });
  }
}
