import type { Offset } from '@drave/base';
import type { MetadataImage, TopicImage } from '@drave/metadata';
import type { TopicShape, TopicsView } from './topics-view.js';

/** The topics of the latest image; one object as long as no topic has changed. */
export function topicsOfImages(image: () => MetadataImage, offset: () => Offset): () => TopicsView {
  let known: { readonly topics: unknown; readonly view: TopicsView } | undefined;
  return () => {
    const current = image();
    const { topics } = current.state;
    if (known?.topics !== topics) known = { topics, view: viewOf(current, offset()) };
    return known.view;
  };
}

function viewOf(image: MetadataImage, version: Offset): TopicsView {
  return {
    version,
    topicByName: (name) => shapeOf(image.topicByName(name)),
    topic: (id) => shapeOf(image.topic(id)),
    topicNames: () => image.topicNames(),
  };
}

function shapeOf(topic: TopicImage | undefined): TopicShape | undefined {
  return topic && { id: topic.id, name: topic.name, partitionCount: topic.partitionCount };
}
