import { LocalCluster, type Expression } from '@drave/cluster';
import { describe, expect, it } from 'vitest';
import { rounds } from '../cluster.js';
import { isRunnable } from '../../compat/suites/external.js';
import { underKafkaLoad, type KafkaLoad } from './under-kafka-load.js';

/**
 * kill -9 beneath clients of other projects: kafkajs, and kcat where it is installed, produce with idempotence and
 * consume in groups, while the partition leader, the group's coordinator and the active controller die in turn and come
 * back. Nothing acknowledged is lost, nothing is there twice, every group settles, and commits never go back.
 */
const victims = ['partition leader', 'group coordinator', 'active controller'] as const;
const withKcat = await isRunnable('kcat', { commands: ['kcat'] });

describe('kill -9 under Kafka clients', () => {
  it(`of the ${victims.join(', the ')}, in turn`, async () => {
    await underKafkaLoad({ withKcat }, async (load) => {
      for (let round = 0; round < rounds(3, 10); round += 1) {
        const victim = victims[round % victims.length] ?? 'partition leader';
        const killed = await load.cluster.kill(expressionOf(victim, load, round), { wait: false });
        await load.back(`after the kill of the ${victim}`);
        await load.cluster.start(killed);
        await load.back(`after the return of the ${victim}`);
      }
      expect(load.cluster).toBeInstanceOf(LocalCluster);
    });
  });
});

function expressionOf(victim: (typeof victims)[number], load: KafkaLoad, round: number): Expression {
  switch (victim) {
    case 'partition leader':
      return `leader:${load.topic}/${round % load.partitions}`;
    case 'group coordinator':
      return load.coordinator;
    case 'active controller':
      return 'controller';
  }
}
