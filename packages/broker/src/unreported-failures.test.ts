import { DraveError } from '@drave/base';
import type { ControllerConnection } from '@drave/metadata/controller';
import { SimWorld } from '@drave/env/sim';
import { testUuid } from '@drave/metadata/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { BrokerLifecycle } from './broker-lifecycle.js';

const timing = {
  heartbeatIntervalMs: 100,
  heartbeatLateMs: 50,
  heartbeatTimeoutMs: 200,
  retryMs: 50,
  registrationTimeoutMs: 60_000,
  directoryFailureTimeoutMs: 3_000,
};

/** A broker with two log directories whose controller can be cut off; its storage does what the test says. */
class Scene {
  readonly world = new SimWorld({ seed: 1 });
  readonly fatal: DraveError[] = [];
  readonly told: string[] = [];
  failed: string[] = [];
  reachable = true;
  readonly lifecycle: BrokerLifecycle;

  constructor() {
    const { env } = this.world.createHost('broker');
    const connection: Partial<ControllerConnection> = {
      registerBroker: () => Promise.resolve({ brokerEpoch: 7, metadataOffset: 0 } as never),
      heartbeat: async ({ offlineDirectories }) => {
        await env.timers.sleep(10);
        if (!this.reachable) throw unreachableController();
        this.told.push(...offlineDirectories);
        return { fenced: false, shouldShutDown: false, caughtUp: true } as never;
      },
      controllerLate: () => {},
      endSession: () => {},
      answerSoon: () => {},
    };
    const failed = () => this.failed;
    this.lifecycle = new BrokerLifecycle({
      clusterId: 'a-cluster',
      brokerId: 1,
      incarnationId: testUuid(2),
      bootId: 'boot-1',
      listeners: () => [],
      rack: undefined,
      features: [],
      controller: connection as ControllerConnection,
      metadata: { appliedOffset: 1, waitFor: () => Promise.resolve() },
      storage: {
        directoryIds: [testUuid(10), testUuid(11)],
        get offlineDirectoryIds() {
          return failed();
        },
        provenDurable: true,
        previousEpoch: () => Promise.resolve(-1),
        remember: () => Promise.resolve(),
      },
      activate: () => {},
      registrationChanged: () => {},
      timing,
      clock: env.clock,
      timers: env.timers,
      logger: env.logger,
      onFatal: (reason) => this.fatal.push(reason as DraveError),
    });
    this.lifecycle.start();
  }

  async fail(id: string): Promise<void> {
    this.failed = [...this.failed, id];
    this.lifecycle.heartbeatSoon();
    await this.world.runFor(1);
  }
}

function unreachableController(): DraveError {
  return new DraveError('NETWORK_EXCEPTION', 'the test has cut the controller off');
}

let scene: Scene;
afterEach(() => scene.world.finish(scene.lifecycle.stop()));

describe('log.dir.failure.timeout.ms', () => {
  it('ends a broker that can tell nobody of a failed directory', async () => {
    scene = new Scene();
    await scene.world.runFor(1_000);
    scene.reachable = false;
    await scene.fail(testUuid(10));
    await scene.world.runFor(timing.directoryFailureTimeoutMs - 100);
    expect(scene.fatal).toEqual([]);
    await scene.world.runFor(200);
    expect(scene.fatal).toMatchObject([{ code: 'REQUEST_TIMED_OUT', message: expect.stringContaining(testUuid(10)) }]);
  });

  it('is nothing to a broker whose controller has heard, and counts for each directory', async () => {
    scene = new Scene();
    await scene.world.runFor(1_000);
    await scene.fail(testUuid(10));
    await scene.world.runFor(500);
    expect(scene.told).toContain(testUuid(10));
    scene.reachable = false;
    await scene.world.runFor(timing.directoryFailureTimeoutMs * 2);
    expect(scene.fatal).toEqual([]);
    await scene.fail(testUuid(11));
    scene.reachable = true;
    await scene.world.runFor(timing.directoryFailureTimeoutMs * 2);
    expect(scene.told).toContain(testUuid(11));
    expect(scene.fatal).toEqual([]);
  });
});
