const NAMES = `
  alter.config.policy.class.name alter.log.dirs.replication.quota.window.num
  alter.log.dirs.replication.quota.window.size.seconds
  client.quota.callback.class
  controller.quorum.append.linger.ms controller.quorum.bootstrap.servers
  controller.socket.timeout.ms
  create.topic.policy.class.name delegation.token.expiry.check.interval.ms delegation.token.expiry.time.ms
  delegation.token.max.lifetime.ms delegation.token.secret.key
  delete.records.purgatory.purge.interval.requests early.start.listeners
  fetch.purgatory.purge.interval.requests group.share.assignors group.share.delivery.count.limit
  group.share.heartbeat.interval.ms group.share.max.heartbeat.interval.ms
  group.share.max.record.lock.duration.ms group.share.max.session.timeout.ms group.share.max.share.sessions
  group.share.max.size group.share.min.heartbeat.interval.ms group.share.min.record.lock.duration.ms
  group.share.min.session.timeout.ms group.share.partition.max.record.locks
  group.share.record.lock.duration.ms group.share.session.timeout.ms group.streams.heartbeat.interval.ms
  group.streams.max.heartbeat.interval.ms group.streams.max.session.timeout.ms group.streams.max.size
  group.streams.max.standby.replicas group.streams.min.heartbeat.interval.ms
  group.streams.min.session.timeout.ms group.streams.num.standby.replicas group.streams.session.timeout.ms
  inter.broker.listener.name kafka.metrics.polling.interval.secs kafka.metrics.reporters
  log.dir metadata.log.dir
  metadata.log.segment.bytes metadata.log.segment.ms metadata.max.retention.bytes metadata.max.retention.ms
  metrics.num.samples metrics.recording.level metrics.sample.window.ms
  num.replica.alter.log.dirs.threads producer.purgatory.purge.interval.requests
  remote.log.manager.copy.quota.window.num remote.log.manager.copy.quota.window.size.seconds
  remote.log.manager.fetch.quota.window.num remote.log.manager.fetch.quota.window.size.seconds
  remote.log.manager.task.interval.ms remote.log.manager.thread.pool.size
  remote.log.metadata.custom.metadata.max.bytes remote.log.metadata.manager.class.name
  remote.log.metadata.manager.class.path remote.log.metadata.manager.impl.prefix
  remote.log.metadata.manager.listener.name remote.log.reader.max.pending.tasks
  remote.log.storage.manager.class.name remote.log.storage.manager.class.path
  remote.log.storage.manager.impl.prefix remote.log.storage.system.enable replica.selector.class
  replica.socket.receive.buffer.bytes replica.socket.timeout.ms sasl.client.callback.handler.class
  sasl.login.callback.handler.class sasl.login.class sasl.login.connect.timeout.ms sasl.login.read.timeout.ms
  sasl.login.retry.backoff.max.ms sasl.login.retry.backoff.ms sasl.mechanism.controller.protocol
  sasl.oauthbearer.assertion.algorithm sasl.oauthbearer.assertion.claim.aud
  sasl.oauthbearer.assertion.claim.exp.seconds sasl.oauthbearer.assertion.claim.iss
  sasl.oauthbearer.assertion.claim.jti.include sasl.oauthbearer.assertion.claim.nbf.seconds
  sasl.oauthbearer.assertion.claim.sub sasl.oauthbearer.assertion.file
  sasl.oauthbearer.assertion.private.key.file sasl.oauthbearer.assertion.private.key.passphrase
  sasl.oauthbearer.assertion.template.file sasl.oauthbearer.client.credentials.client.id
  sasl.oauthbearer.client.credentials.client.secret sasl.oauthbearer.clock.skew.seconds
  sasl.oauthbearer.expected.audience sasl.oauthbearer.expected.issuer
  sasl.oauthbearer.jwks.endpoint.refresh.ms sasl.oauthbearer.jwks.endpoint.retry.backoff.max.ms
  sasl.oauthbearer.jwks.endpoint.retry.backoff.ms sasl.oauthbearer.jwks.endpoint.url
  sasl.oauthbearer.jwt.retriever.class sasl.oauthbearer.jwt.validator.class sasl.oauthbearer.scope
  sasl.oauthbearer.scope.claim.name sasl.oauthbearer.sub.claim.name sasl.oauthbearer.token.endpoint.url
  sasl.server.callback.handler.class security.inter.broker.protocol
  security.providers share.coordinator.append.linger.ms share.coordinator.load.buffer.size
  share.coordinator.snapshot.update.records.per.snapshot share.coordinator.state.topic.compression.codec
  share.coordinator.state.topic.min.isr share.coordinator.state.topic.num.partitions
  share.coordinator.state.topic.replication.factor share.coordinator.state.topic.segment.bytes
  share.coordinator.threads share.coordinator.write.timeout.ms share.fetch.purgatory.purge.interval.requests
  socket.connection.setup.timeout.max.ms socket.connection.setup.timeout.ms ssl.allow.dn.changes
  ssl.allow.san.changes ssl.principal.mapping.rules telemetry.max.bytes transaction.two.phase.commit.enable
`;

/**
 * Settings of Kafka's brokers that Drave does not use, and that Kafka takes from a broker's file only. Unlike unknown
 * keys they are refused at run time, as in Kafka, because keeping them would look as if they had an effect.
 */
export const unusedKafkaFileKeys: ReadonlySet<string> = new Set(NAMES.trim().split(/\s+/));

/**
 * Whether a key is about who may come in, and how: those are in a broker's file alone, whatever their name, although
 * Kafka changes some of them while a broker runs. Nobody who may alter settings is to become somebody else by it. Keys
 * of Kerberos let nobody in here, and are kept as those of a plugin.
 */
export function isAboutAuthentication(key: string): boolean {
  return /^(listener\.name|sasl(?!\.kerberos)|ssl)\./.test(key);
}
