import { allowAll, type Authorizer, type Principal } from '@drave/base/access';
import { AclAuthorizer, type MetadataFeed } from '@drave/metadata';
import type { NodeSettings } from './settings.js';

/** Who may do what on a node with these settings: everybody everything, or what the access control lists say. */
export function configuredAuthorizer({ typed }: NodeSettings, feed: Pick<MetadataFeed, 'image'>): Authorizer {
  if (typed.authorizerClassName === '') return allowAll;
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
