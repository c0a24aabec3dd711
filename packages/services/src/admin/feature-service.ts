import { CLUSTER } from '@drave/base/access';
import { METADATA_LEVEL_MAX, METADATA_LEVEL_MIN, type MetadataImage } from '@drave/metadata';
import { featureService, implement, type adminV1, type ServiceImplementation } from '@drave/rpc';
import { responseHeader } from '../response-header.js';
import { execute, readImage, requireRight, type AdminDomain } from './admin-domain.js';

/** `drave.admin.v1.FeatureService`. */
export function createFeatureService(domain: AdminDomain): ServiceImplementation {
  const header = () => responseHeader(domain.view);
  return implement(featureService, {
    async getFeatures({ local }, call) {
      requireRight(domain, call, 'describe', CLUSTER);
      const image = await readImage(domain, call, local);
      return { header: header(), metadataLevel: image.level, features: featureMessages(image) };
    },
    async updateFeatures({ updates, validateOnly, requestId }, call) {
      await execute(domain, call, { kind: 'updateFeatures', updates, validateOnly, requestId });
      return { header: header() };
    },
  });
}

/** What is finalized, with the levels that every registered broker has in common. */
function featureMessages(image: MetadataImage): adminV1.Feature[] {
  const metadata = {
    name: 'metadata.version',
    level: image.level,
    minSupported: METADATA_LEVEL_MIN,
    maxSupported: METADATA_LEVEL_MAX,
  };
  const others = [...image.features()].map(([name, level]) => {
    const ranges = image.brokers().flatMap((broker) => broker.features.filter((feature) => feature.name === name));
    return {
      name,
      level,
      minSupported: Math.max(0, ...ranges.map((range) => range.minLevel)),
      maxSupported: Math.min(level, ...ranges.map((range) => range.maxLevel)),
    };
  });
  return [metadata, ...others];
}
