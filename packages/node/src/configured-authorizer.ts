import type { Principal } from '@drave/base/access';
import { AclAuthorizer, type MetadataFeed } from '@drave/metadata';
import type { NodeSettings } from './settings.js';

/** The access control lists that decide on a node with these settings; undefined where none do. */
export function configuredAuthorizer(
  { typed }: NodeSettings,
  feed: Pick<MetadataFeed, 'image'>,
): AclAuthorizer | undefined {
  if (typed.authorizerClassName === '') return undefined;
  return new AclAuthorizer(() => feed.image, {
    superUsers: superUsersOf(typed.superUsers),
    allowEveryoneIfNoAclFound: typed.allowEveryoneIfNoAclFound,
  });
}

/** Names on certificates have commas, so semicolons are between them, as in Kafka. */
function superUsersOf(text: string): ReadonlySet<Principal> {
  return new Set(
    text
      .split(';')
      .map((one) => one.trim())
      .filter((one) => one !== ''),
  );
}
