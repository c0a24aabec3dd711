import type { Verb } from '../action.js';

/** A tour through one thing that a cluster does: data, which the page shows and a test runs without a page. */
export interface Tour {
  readonly name: string;
  readonly title: string;
  /** One sentence for the list of tours. */
  readonly about: string;
  readonly seed: number;
  readonly minInsyncReplicas: number;
  /** The configuration of the topic. */
  readonly topicConfigs: Readonly<Record<string, string>>;
  readonly steps: readonly TourStep[];
}

/** What the reader is told before; then what is done, and what must come of it before the next step is told. */
export interface TourStep {
  readonly title: string;
  /** With roles in braces: `{leader}`. */
  readonly text: string;
  readonly act: readonly TourAction[];
  readonly until: Condition;
  /** Virtual ms for each ms of the viewer's while it happens. */
  readonly speed: number;
}

/** The target is a role, two roles with `-` between them, or a client. */
interface TourAction {
  readonly verb: Verb;
  readonly target: string;
}

/** Who is who when a tour begins; the names stay with the nodes, whatever becomes of them. */
type Role = 'leader' | 'voterA' | 'voterB' | 'partitionLeader' | 'followerA' | 'followerB';

export type Cast = Readonly<Record<Role, string>>;

export type Condition =
  /** Every node is up, the quorum is led, every replica is in sync. */
  | { readonly kind: 'whole' }
  | { readonly kind: 'elapsed'; readonly ms: number }
  /** A controller asks for votes, or asks whether it would get them. */
  | { readonly kind: 'election' }
  /** Two controllers stand in one epoch, each with its own vote. */
  | { readonly kind: 'splitVote' }
  /** Another controller than this one leads. */
  | { readonly kind: 'quorumLedByOther'; readonly than: Role }
  /** Its metadata log is the beginning of its leader's, and it follows. */
  | { readonly kind: 'followsQuorum'; readonly who: Role }
  | { readonly kind: 'partitionLedByOther'; readonly than: Role }
  | { readonly kind: 'isrSize'; readonly size: number }
  /** So many records, at least, lie in its log above the high watermark. */
  | { readonly kind: 'uncommittedTail'; readonly who: Role; readonly records: number }
  /** The replica follows, and holds nothing that its leader does not. */
  | { readonly kind: 'agreesWithLeader'; readonly who: Role }
  /** So many more, of records or transactions, than before the step. */
  | { readonly kind: 'done'; readonly client: string; readonly more: number }
  /** Records wait for their acknowledgement, and none has come since the step began. */
  | { readonly kind: 'refused'; readonly client: string; readonly records: number }
  | { readonly kind: 'lost'; readonly records: number }
  | { readonly kind: 'nothingLost' }
  | { readonly kind: 'openTransaction'; readonly client: string }
  | { readonly kind: 'fenced'; readonly client: string }
  | { readonly kind: 'all'; readonly of: readonly Condition[] };
