import { createHmac } from 'node:crypto';
import type { Env } from '@drave/env';
import type { MetadataFeed } from '@drave/metadata';
import type { TokenRules } from './json-web-token.js';
import { OAuthBearer } from './oauth-bearer.js';
import { Plain } from './plain.js';
import type { SaslListener } from './sasl-listener.js';
import type { SaslMechanism, SaslMechanismName } from './sasl-mechanism.js';
import { Scram } from './scram.js';

/** What the mechanisms of a listener judge by. */
export interface SaslSources {
  readonly mechanisms: readonly SaslMechanismName[];
  /** For PLAIN: passwords by user. */
  readonly plainUsers: ReadonlyMap<string, string>;
  /** For OAUTHBEARER. */
  readonly tokens: TokenRules;
}

interface SaslOwner {
  readonly env: Pick<Env, 'random'>;
  /** Users with SCRAM credentials are in the metadata: one that is removed can log in no more. */
  readonly feed: Pick<MetadataFeed, 'image'>;
  /** What all nodes share and nobody else knows; undefined where they share nothing. */
  readonly clusterSecret: string | undefined;
}

/** The mechanisms of one listener. */
export function saslListenerOf(sources: SaslSources, { env, feed, clusterSecret }: SaslOwner): SaslListener {
  const random = env.random.fork('kafka.sasl');
  const ownKey = random.bytes(KEY_BYTES);
  const secret = createHmac('sha256', clusterSecret ?? ownKey)
    .update('drave scram')
    .digest();
  const make = (name: SaslMechanismName): SaslMechanism => {
    switch (name) {
      case 'PLAIN':
        return new Plain(sources.plainUsers, ownKey);
      case 'SCRAM-SHA-256':
      case 'SCRAM-SHA-512':
        return new Scram({
          mechanism: name,
          credentialOf: (user) => feed.image.scramCredential(user, name),
          nonce: () => Buffer.from(random.bytes(NONCE_BYTES)).toString('base64url'),
          secret,
        });
      case 'OAUTHBEARER':
        return new OAuthBearer(sources.tokens);
    }
  };
  return { mechanisms: new Map(sources.mechanisms.map((name) => [name, make(name)])) };
}

const KEY_BYTES = 32;
const NONCE_BYTES = 24;
