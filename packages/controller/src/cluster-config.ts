import {
  groupLimitsOf,
  topicRows,
  valueOf,
  type ConfigLayers,
  type GroupLimits,
  type ConfigSettings,
} from '@drave/config';
import type { TopicName } from '@drave/base';
import type { ConfigResource, MetadataImage } from '@drave/metadata';

/** What this node's configuration file says, and the timer profile under it. The same on every controller. */
export interface StaticLayers {
  readonly file?: ConfigSettings | undefined;
  readonly defaults?: ConfigSettings | undefined;
}

/** The topic settings that decisions depend on, in one image. */
export class ClusterConfig {
  private readonly statics: StaticLayers;

  constructor(statics: StaticLayers) {
    this.statics = statics;
  }

  /** The `min.insync.replicas` of the whole topic; a partition with fewer replicas needs all of them. */
  minInsyncReplicas(image: MetadataImage, topic: TopicName): number {
    return valueOf(topicRows['min.insync.replicas'], this.layers(image, topic));
  }

  uncleanElection(image: MetadataImage, topic: TopicName): boolean {
    return valueOf(topicRows['unclean.leader.election.enable'], this.layers(image, topic));
  }

  /** The bounds of what groups may set; they stand in configuration files only. */
  groupLimits(): GroupLimits {
    return groupLimitsOf(this.statics);
  }

  private layers(image: MetadataImage, topic: TopicName): ConfigLayers {
    return {
      topic: settingsOf(image, { type: 'topic', name: topic }),
      cluster: settingsOf(image, { type: 'broker', name: '' }),
      ...this.statics,
    };
  }
}

/** What is set at run time, without copying it. */
export function settingsOf(image: MetadataImage, resource: ConfigResource): ConfigSettings {
  return { get: (key) => image.configValue(resource, key) };
}
