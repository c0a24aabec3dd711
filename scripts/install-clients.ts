import { spawnSync } from 'node:child_process';

/**
 * Installs the clients of other projects, and what their sources need to compile, where this is a machine of that kind:
 * Debian, as root. It fails where that cannot be done; what then misses its tool is left out by the tests.
 */
const packages = [
  'gcc g++ make python3 kcat python3-confluent-kafka python3-kafka python3-snappy python3-lz4 python3-zstandard',
  'libzstd-dev libssl-dev libcurl4-openssl-dev zlib1g-dev rapidjson-dev openssl',
  'default-jre-headless maven',
].flatMap((line) => line.split(' '));

/** The browser of the console, and a monitor to compare ours with. */
const optional = ['chromium', 'burrow'];

process.exitCode = install();

function install(): number {
  if (process.getuid?.() !== 0) return refuse('only root may install packages');
  if (spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status !== 0) return refuse('there is no apt-get');
  if (!succeeds(['update', '-q'])) console.log('apt-get update failed; trying with the lists that are there');
  const install = ['install', '-y', '-q', '--no-install-recommends'];
  const installed = succeeds([...install, ...packages]);
  // Last, and each by itself: what cannot be had here, or is large, keeps nothing else out.
  for (const name of optional)
    if (!succeeds([...install, name])) console.log(`${name} was not installed: its tests are left out`);
  return installed ? 0 : refuse('apt-get install failed');
}

function succeeds(parameters: readonly string[]): boolean {
  console.log(`apt-get ${parameters[0]}`);
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const result = spawnSync('apt-get', parameters, { stdio: ['ignore', 'ignore', 'inherit'], env: environment });
  return result.status === 0;
}

function refuse(why: string): number {
  console.log(`the clients of other projects were not installed: ${why}`);
  return 1;
}
