import { mkdirSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { join, resolve } from 'node:path';
import { nodeRuntime, type NodeRuntime } from '@drave/cluster';

/**
 * Profiles this process, and every node that is started while it is on. A node writes its profile when it shuts down,
 * so the cluster must be stopped, not killed.
 */
export class CpuProfile {
  private readonly directory: string;
  private readonly session = new Session();

  private constructor(directory: string) {
    this.directory = resolve(directory);
  }

  static async start(directory: string): Promise<CpuProfile> {
    const profile = new CpuProfile(directory);
    mkdirSync(profile.directory, { recursive: true });
    profile.session.connect();
    await profile.session.post('Profiler.enable');
    await profile.session.post('Profiler.start');
    return profile;
  }

  /** A runtime that runs nodes with the profiler. */
  get runtime(): NodeRuntime {
    const command = (configFile: string): readonly [string, ...string[]] => {
      const [executable, ...parameters] = nodeRuntime.command(configFile);
      return [executable, '--cpu-prof', `--cpu-prof-dir=${this.directory}`, ...parameters];
    };
    return { ...nodeRuntime, command };
  }

  async stop(): Promise<void> {
    const { profile } = await this.session.post('Profiler.stop');
    writeFileSync(join(this.directory, `client.${process.pid}.cpuprofile`), JSON.stringify(profile));
    this.session.disconnect();
  }
}
