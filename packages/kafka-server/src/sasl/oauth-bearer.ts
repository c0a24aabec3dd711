import { judgeToken, type TokenRules, type TokenVerdict } from './json-web-token.js';
import { refusedBecause, textOf, type SaslExchange, type SaslMechanism, type SaslStep } from './sasl-mechanism.js';

/**
 * SASL's OAUTHBEARER (RFC 7628): the client shows a token that somebody has issued, here a JSON Web Token. A bad one is
 * first answered with an error, and the attempt ends when the client has taken note of it.
 */
export class OAuthBearer implements SaslMechanism {
  readonly name = 'OAUTHBEARER';
  private readonly rules: TokenRules;

  constructor(rules: TokenRules) {
    this.rules = rules;
  }

  begin(): SaslExchange {
    let failure: string | undefined;
    return {
      step: (token, wallMs) => {
        if (failure !== undefined) return { kind: 'refused', why: failure };
        const message = messageOf(textOf(token));
        if (message === undefined) return refusedBecause('Invalid SASL/OAUTHBEARER message');
        const verdict = judgeToken(message.token, this.rules, wallMs);
        if (verdict.kind === 'valid') return proved(verdict, message.identity);
        failure = `the token is not taken: ${verdict.why}`;
        return { kind: 'challenge', token: INVALID_TOKEN };
      },
    };
  }
}

function proved(
  { subject, expiresAtMs }: Extract<TokenVerdict, { readonly kind: 'valid' }>,
  identity: string,
): SaslStep {
  return identity === '' || identity === subject
    ? { kind: 'proved', user: subject, token: NOTHING, expiresAtMs }
    : refusedBecause('Authentication failed: Client requested an authorization id that is different from the token');
}

/**
 * The key of a pair is letters; what is in the value is printed, or a space, tab or line end (RFC 7628, section 3.1).
 */
const PAIR = /^([A-Za-z]+)=([\x21-\x7e \t\r\n]*)$/;
const SEPARATOR = '\x01';

/** `n,a=identity,` and then pairs with a separator after each, and one more at the end. */
function messageOf(text: string | undefined): { readonly identity: string; readonly token: string } | undefined {
  const [header, ...rest] = (text ?? '').split(SEPARATOR, PAIRS_MAX + 3);
  const begin = /^n,(?:a=([^,]*))?,$/.exec(header ?? '');
  if (begin === null || rest.length < 3 || rest.length > PAIRS_MAX + 2) return undefined;
  if (rest.pop() !== '' || rest.pop() !== '') return undefined;
  const pairs = rest.map((pair) => PAIR.exec(pair));
  if (!pairs.every((pair) => pair !== null)) return undefined;
  const shown = pairs.filter(([, key]) => key?.toLowerCase() === 'auth');
  const [, token] = /^bearer +(\S+) *$/i.exec(shown[0]?.[2] ?? '') ?? [];
  return shown.length === 1 && token !== undefined ? { identity: begin[1] ?? '', token } : undefined;
}

/** The token, and the extensions beside it, which nobody looks at. */
const PAIRS_MAX = 64;
const NOTHING = Buffer.alloc(0);
const INVALID_TOKEN = Buffer.from('{"status":"invalid_token"}');
