import {
  api,
  bool,
  int16,
  int32,
  int64,
  int8,
  list,
  listOf,
  string,
  struct,
  throttleTimeMs,
  uint16,
} from '../table/fields.js';

const keyValue = [string('key'), string('value')];
const topicInfo = [
  string('name'),
  int32('partitions'),
  int16('replicationFactor'),
  list('topicConfigs', 'KeyValue', keyValue),
];
const endpoint = [string('host'), uint16('port')];
const taskIds = [string('subtopologyId'), listOf('partitions', 'int32')];
const taskOffset = [string('subtopologyId'), int32('partition'), int64('offset')];
const topicPartition = [string('topic'), listOf('partitions', 'int32')];
const NULLABLE = { nullableSince: 0, default: null } as const;

/** Null means "unchanged since the last heartbeat" (KIP-1071). */
export const streamsGroupHeartbeat = api('StreamsGroupHeartbeat', {
  key: 88,
  versions: [0, 0],
  flexibleFrom: 0,
  request: [
    string('groupId'),
    string('memberId'),
    int32('memberEpoch'),
    int32('endpointInformationEpoch'),
    string('instanceId', NULLABLE),
    string('rackId', NULLABLE),
    int32('rebalanceTimeoutMs', { default: -1 }),
    struct(
      'topology',
      'Topology',
      [
        int32('epoch'),
        list('subtopologies', 'Subtopology', [
          string('subtopologyId'),
          listOf('sourceTopics', 'string'),
          listOf('sourceTopicRegex', 'string'),
          list('stateChangelogTopics', 'TopicInfo', topicInfo),
          listOf('repartitionSinkTopics', 'string'),
          list('repartitionSourceTopics', 'TopicInfo', topicInfo),
          list('copartitionGroups', 'CopartitionGroup', [
            listOf('sourceTopics', 'int16'),
            listOf('sourceTopicRegex', 'int16'),
            listOf('repartitionSourceTopics', 'int16'),
          ]),
        ]),
      ],
      NULLABLE,
    ),
    list('activeTasks', 'TaskIds', taskIds, NULLABLE),
    list('standbyTasks', 'TaskIds', taskIds, NULLABLE),
    list('warmupTasks', 'TaskIds', taskIds, NULLABLE),
    string('processId', NULLABLE),
    struct('userEndpoint', 'Endpoint', endpoint, NULLABLE),
    list('clientTags', 'KeyValue', keyValue, NULLABLE),
    list('taskOffsets', 'TaskOffset', taskOffset, NULLABLE),
    list('taskEndOffsets', 'TaskOffset', taskOffset, NULLABLE),
    bool('shutdownApplication', { default: false }),
  ],
  response: [
    throttleTimeMs(),
    int16('errorCode'),
    string('errorMessage', NULLABLE),
    string('memberId'),
    int32('memberEpoch'),
    int32('heartbeatIntervalMs'),
    int32('acceptableRecoveryLag'),
    int32('taskOffsetIntervalMs'),
    list('status', 'Status', [int8('statusCode'), string('statusDetail')], { nullableSince: 0 }),
    list('activeTasks', 'TaskIds', taskIds, NULLABLE),
    list('standbyTasks', 'TaskIds', taskIds, NULLABLE),
    list('warmupTasks', 'TaskIds', taskIds, NULLABLE),
    int32('endpointInformationEpoch'),
    list(
      'partitionsByUserEndpoint',
      'EndpointPartitions',
      [
        struct('userEndpoint', 'Endpoint', endpoint),
        list('activePartitions', 'TopicPartition', topicPartition),
        list('standbyPartitions', 'TopicPartition', topicPartition),
      ],
      NULLABLE,
    ),
  ],
});
