/** What an `expectations.json` says. README.md describes how it is tested. */
import type { Json } from '../../world/peer.ts'

/** How a document reaches us, or which of our readers reads it. */
export type Route =
  | 'delivery'
  | 'look-up'
  | 'collection'
  | 'webfinger'
  | 'signature'
  | 'media-types'
  | 'key'
  | 'refusals'
  | 'none'

/** What is expected of one document. It has exactly one of `changes`, `gives`, `declined` and `unused`. */
export interface Expectation {
  /** What is special about the document. */
  why?: string
  /** How it comes, if its type does not say so. */
  by?: Route
  /**
   * Documents that arrive before it, in this order. `#undone` is the activity that an Undo embeds, `#announce` the
   * Announce whose id names the post before a `#`, `#like` a Like by the sender of a Dislike, `#create` a
   * Create of the object that an Update or Delete embeds, with another text, `#seen` a look at the object by the reader,
   * and `#joined` that the reader follows the community that it is about.
   */
  after?: string[]
  /** How much later than those it arrives: `2h`. */
  later?: string
  /**
   * Whether the reader follows its sender before it arrives; `unknown`: nobody has seen the sender yet. Default:
   * `accepted`, or `none` if it is looked up.
   */
  follow?: 'unknown' | 'none' | 'requested' | 'accepted'
  /** The address at which its server serves it, if that is not its id. */
  url?: string
  /** The actor that signs it, if it names none. */
  sender?: string
  /** How long to wait for its effect. */
  wait?: string
  /** What the inbox answers. Default: 202. */
  answer?: number
  /** Everything that becomes different for the people here, as `facts.ts` names it; null if it is no longer there. */
  changes?: Record<string, unknown>
  /** What our reader reads from it. */
  gives?: unknown
  /** Why it changes nothing. */
  declined?: string
  /** Why we never ask for it. */
  unused?: string
  /** What is still wrong here. The test fails once it is right. */
  pending?: string
}

/** A post of ours that documents name. */
export interface OwnPost {
  by: string
  text: string
  visibility?: 'public' | 'unlisted' | 'private' | 'direct'
  /** The recorded address of the post it replies to. */
  replyTo?: string
}

/** A favourite or boost of ours that documents name. */
export interface OwnInteraction {
  by: string
  does: 'favourite' | 'reblog'
  /** The recorded address of the post. */
  to: string
}

/** `expectations.json`, beside the documents. */
export interface Expectations {
  /** Our server's host, as recorded. */
  host: string
  /** Our people by their recorded ids. The first is the reader. */
  people: Record<string, string>
  /** Our posts by their recorded ids. */
  posts: Record<string, OwnPost>
  /** Our interactions by the recorded ids of their activities. */
  interactions?: Record<string, OwnInteraction>
  /** Recorded addresses at our host that stand for another server here → actual addresses. */
  elsewhere?: Record<string, string>
  /** Documents that were not recorded but are needed, by address. */
  supplements?: Record<string, Json>
  documents: Record<string, Expectation>
}
