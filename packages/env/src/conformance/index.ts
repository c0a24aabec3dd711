import { testCompute } from './compute.js';
import { testDisk } from './disk.js';
import { testNetwork } from './network.js';
import { testStore } from './store.js';
import type { MakeSubject } from './subject.js';
import { testRandom, testTimers } from './time.js';

/** Runs every suite: what any Env must do. */
export function testEnv(name: string, make: MakeSubject): void {
  testTimers(name, make);
  testRandom(name, make);
  testDisk(name, make);
  testStore(name, make);
  testNetwork(name, make);
  testCompute(name, make);
}
