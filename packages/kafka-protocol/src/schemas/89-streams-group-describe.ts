import {
  api,
  bool,
  int16,
  int32,
  int64,
  list,
  listOf,
  string,
  struct,
  throttleTimeMs,
  uint16,
} from '../table/fields.js';

const NULLABLE = { nullableSince: 0, default: null } as const;
const keyValue = [string('key'), string('value')];
const topicInfo = [
  string('name'),
  int32('partitions'),
  int16('replicationFactor'),
  list('topicConfigs', 'KeyValue', keyValue),
];
const taskIds = [string('subtopologyId'), listOf('partitions', 'int32')];
const taskOffset = [string('subtopologyId'), int32('partition'), int64('offset')];
const assignment = [
  list('activeTasks', 'TaskIds', taskIds),
  list('standbyTasks', 'TaskIds', taskIds),
  list('warmupTasks', 'TaskIds', taskIds),
];

export const streamsGroupDescribe = api('StreamsGroupDescribe', {
  key: 89,
  versions: [0, 0],
  flexibleFrom: 0,
  request: [listOf('groupIds', 'string'), bool('includeAuthorizedOperations')],
  response: [
    throttleTimeMs(),
    list('groups', 'Group', [
      int16('errorCode'),
      string('errorMessage', NULLABLE),
      string('groupId'),
      string('groupState'),
      int32('groupEpoch'),
      int32('assignmentEpoch'),
      struct(
        'topology',
        'Topology',
        [
          int32('epoch'),
          list(
            'subtopologies',
            'Subtopology',
            [
              string('subtopologyId'),
              listOf('sourceTopics', 'string'),
              listOf('repartitionSinkTopics', 'string'),
              list('stateChangelogTopics', 'TopicInfo', topicInfo),
              list('repartitionSourceTopics', 'TopicInfo', topicInfo),
            ],
            NULLABLE,
          ),
        ],
        NULLABLE,
      ),
      list('members', 'Member', [
        string('memberId'),
        int32('memberEpoch'),
        string('instanceId', NULLABLE),
        string('rackId', NULLABLE),
        string('clientId'),
        string('clientHost'),
        int32('topologyEpoch'),
        string('processId'),
        struct('userEndpoint', 'Endpoint', [string('host'), uint16('port')], NULLABLE),
        list('clientTags', 'KeyValue', keyValue),
        list('taskOffsets', 'TaskOffset', taskOffset),
        list('taskEndOffsets', 'TaskOffset', taskOffset),
        struct('assignment', 'Assignment', assignment),
        struct('targetAssignment', 'Assignment', assignment),
        bool('isClassic'),
      ]),
      int32('authorizedOperations', { default: -2_147_483_648 }),
    ]),
  ],
});
