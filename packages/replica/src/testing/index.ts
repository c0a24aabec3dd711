export { CoreHarness, type CoreHarnessOptions } from './core-harness.js';
export { ScriptedController, type TopicPlan } from './scripted-controller.js';
export { SimBroker, promptLink, type ControllerLink, type SimBrokerOptions } from './sim-broker.js';
export { acceptLeaderStream, dialFollowerStream } from './sim-streams.js';
export { ReplicaCluster, TOPIC, type ProduceOptions, type ReplicaClusterOptions } from './replica-cluster.js';
export { runReplicaSeed, type SimulationResult } from './replica-simulation.js';
