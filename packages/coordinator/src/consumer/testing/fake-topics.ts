import type { TopicId, TopicName } from '@drave/base';
import type { TopicShape, TopicsView } from '../topics-view.js';

/** Topics that a test creates, grows and deletes; `view` is one moment of them. */
export class FakeTopics {
  private readonly shapes = new Map<TopicName, TopicShape>();
  private version = 0;
  private cached: TopicsView | undefined;

  set(name: TopicName, partitionCount: number, id: TopicId = `id-of-${name}`): void {
    this.shapes.set(name, { id, name, partitionCount });
    this.changed();
  }

  delete(name: TopicName): void {
    this.shapes.delete(name);
    this.changed();
  }

  get names(): readonly TopicName[] {
    return [...this.shapes.keys()].sort();
  }

  get view(): TopicsView {
    return (this.cached ??= viewOf(new Map(this.shapes), this.version));
  }

  private changed(): void {
    this.version++;
    this.cached = undefined;
  }
}

function viewOf(shapes: ReadonlyMap<TopicName, TopicShape>, version: number): TopicsView {
  const byId = new Map([...shapes.values()].map((shape) => [shape.id, shape]));
  const names = [...shapes.keys()].sort();
  return {
    version,
    topicByName: (name) => shapes.get(name),
    topic: (id) => byId.get(id),
    topicNames: () => names,
  };
}
