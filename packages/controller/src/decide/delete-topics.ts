import { repeated } from '@drave/base';
import { isInternalTopic, type MetadataImage, type RemoveTopicRecord, type TopicImage } from '@drave/metadata';
import type { DeletedTopic, DeleteTopicsCommand, TopicSelector } from '../commands.js';
import { accept, reject, type DecisionSteps, type ItemResult, type Rejection } from '../decision.js';
import { internalTopic } from './topic-name.js';

/** Deletes topics, where `enabled` is `delete.topic.enable`. */
export function* decideDeleteTopics(
  image: MetadataImage,
  command: DeleteTopicsCommand,
  ports: { readonly enabled: boolean },
): DecisionSteps<readonly ItemResult<DeletedTopic>[]> {
  if (!ports.enabled) {
    return reject('TOPIC_DELETION_DISABLED', 'topics cannot be deleted here: delete.topic.enable is false');
  }
  const found: (TopicImage | undefined)[] = [];
  for (const selector of command.topics) {
    found.push(findTopic(image, selector));
    yield;
  }
  const twice = repeated(found);
  const records: RemoveTopicRecord[] = [];
  const results: ItemResult<DeletedTopic>[] = [];
  for (const [i, topic] of found.entries()) {
    const refused = undeletable(topic, command.topics[i] as TopicSelector, twice);
    if (refused !== undefined) results.push(refused);
    else if (topic !== undefined) {
      records.push({ kind: 'removeTopic', topicId: topic.id });
      results.push({ kind: 'ok', value: { name: topic.name, topicId: topic.id } });
    }
    yield;
  }
  return accept(records, results);
}

function undeletable(
  topic: TopicImage | undefined,
  selector: TopicSelector,
  twice: ReadonlySet<TopicImage | undefined>,
): Rejection | undefined {
  if (topic === undefined) return unknownTopic(selector);
  if (twice.has(topic)) {
    return reject('INVALID_REQUEST', `topic '${topic.name}' occurs more than once in the request`);
  }
  return isInternalTopic(topic.name) ? internalTopic(topic, 'deleted') : undefined;
}

function findTopic(image: MetadataImage, selector: TopicSelector): TopicImage | undefined {
  return 'name' in selector ? image.topicByName(selector.name) : image.topic(selector.topicId);
}

function unknownTopic(selector: TopicSelector) {
  return 'name' in selector
    ? reject('UNKNOWN_TOPIC_OR_PARTITION', `there is no topic '${selector.name}'`)
    : reject('UNKNOWN_TOPIC_ID', `there is no topic with id ${selector.topicId}`);
}
