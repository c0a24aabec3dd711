/**
 * Protocol timers, which replace defaults of `brokerConfigs`. `real` has Kafka's defaults; `local` has shorter timers
 * for clusters on one machine, tests and benchmarks. Every measured figure names its profile.
 */
type TimerProfileName = 'real' | 'local';

export const timerProfiles: Readonly<Record<TimerProfileName, Readonly<Record<string, string>>>> = {
  real: {},
  local: {
    'broker.session.timeout.ms': '1000',
    'broker.heartbeat.interval.ms': '200',
    'controller.quorum.fetch.timeout.ms': '400',
    // The elapsed time until a new election is this plus up to as much again: 200 to 400 ms.
    'controller.quorum.election.timeout.ms': '200',
    'controller.quorum.election.backoff.max.ms': '100',
    'controller.quorum.request.timeout.ms': '400',
    'replica.lag.time.max.ms': '2000',
    'replica.fetch.backoff.ms': '50',
    'replica.high.watermark.checkpoint.interval.ms': '1000',
    'leader.imbalance.check.interval.seconds': '5',
    'unclean.leader.election.interval.ms': '1000',
    'metadata.max.idle.interval.ms': '200',
    'group.initial.rebalance.delay.ms': '0',
  },
};
