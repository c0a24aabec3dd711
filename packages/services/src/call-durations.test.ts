import { DraveError } from '@drave/base';
import { SimWorld } from '@drave/env/sim';
import { brokerService, dataService, type CallContext } from '@drave/rpc';
import { expect, it } from 'vitest';
import { CallDurations } from './call-durations.js';

it('calls are timed by service and method, refused ones too, and streams are not', async () => {
  const world = new SimWorld({ seed: 1 });
  const { env } = world.createHost('n1');
  const durations = new CallDurations(env.metrics, env.clock);
  const handlersOf = (service: typeof brokerService | typeof dataService, handler: () => Promise<unknown>) =>
    Object.fromEntries(Object.keys(service.methods).map((name) => [name, handler]));
  const served = durations.metered([
    { service: brokerService, handlers: handlersOf(brokerService, () => env.timers.sleep(250)) },
    {
      service: dataService,
      handlers: handlersOf(dataService, async () => {
        throw new DraveError('NOT_LEADER_OR_FOLLOWER');
      }),
    },
  ]);
  const call = async (service: number, method: string): Promise<void> => {
    const handler = served[service]?.handlers[method] as (request: unknown, call: CallContext) => Promise<unknown>;
    await world.finish(handler({}, {} as CallContext).catch(() => undefined));
  };
  await call(0, 'listBrokers');
  await call(0, 'listBrokers');
  await call(1, 'produce');
  await call(1, 'produceStream');
  const lines = (await world.finish(env.metrics.render())).split('\n').filter((line) => /_(count|sum)\{/.test(line));
  expect(lines).toEqual([
    'drave_grpc_request_duration_seconds_sum{service="drave.admin.v1.BrokerService",method="ListBrokers"} 0.5',
    'drave_grpc_request_duration_seconds_count{service="drave.admin.v1.BrokerService",method="ListBrokers"} 2',
    expect.stringMatching(/_sum\{service="drave.data.v1.DataService",method="Produce"\} 0/),
    'drave_grpc_request_duration_seconds_count{service="drave.data.v1.DataService",method="Produce"} 1',
  ]);
});
