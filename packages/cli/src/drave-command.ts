import { Command } from 'commander';

/** A command whose action may answer with the exit code of the process; one that answers nothing has succeeded. */
export class DraveCommand extends Command {
  private readonly ended: (exitCode: number) => void;

  constructor(name: string | undefined, ended: (exitCode: number) => void) {
    super(name);
    this.ended = ended;
  }

  /** The commands below this one tell their codes to the same place. */
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
