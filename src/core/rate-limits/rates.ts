/**
 * How often anyone may do what. Every route names one of the rates by network; `spend` counts against them.
 *
 * A request is counted by its client's network until it proves to come from an account or a server. It is then counted
 * by that, so that a whole town behind one address, or a server with many users, is not refused because of a stranger.
 */
import { HOUR, MINUTE } from '../../lib/durations.ts'
import type { Routes } from '../../lib/http-server/routes.ts'
import type { Rate } from '../../lib/rate-counters.ts'

interface NamedRate extends Rate {
  /** Whose requests are counted together. A network is an IPv4 address or an IPv6 /64. */
  by: 'network' | 'account' | 'token' | 'login' | 'server' | 'address' | 'webhook' | 'everyone'
  /** Counts attempts at a secret, apart from the rest: no flood of other requests may push such a counter out. */
  isSecret?: boolean
}

export const RATES = {
  // The client API has Mastodon's numbers, so that clients tuned to Mastodon stay within them.
  account: { by: 'account', max: 1_500, everyMs: 5 * MINUTE },
  token: { by: 'token', max: 300, everyMs: 5 * MINUTE },
  /** Requests without a token. */
  api: { by: 'network', max: 300, everyMs: 5 * MINUTE },
  pagedByAccount: { by: 'account', max: 300, everyMs: 15 * MINUTE },
  pagedByNetwork: { by: 'network', max: 300, everyMs: 15 * MINUTE },
  /** Uploads. Mastodon's 30 would stop an app after seven posts with four pictures. */
  uploads: { by: 'account', max: 100, everyMs: 30 * MINUTE },
  /** Changes of a profile, each of which goes to the servers of all followers. Some clients save every field by itself. */
  profile: { by: 'account', max: 100, everyMs: 30 * MINUTE },
  deletes: { by: 'account', max: 30, everyMs: 30 * MINUTE },
  /**
   * Registrations of apps, each of which stores a row for someone who has proved nothing. Many apps register again for
   * each sign-in, so a town behind one address may register as often as it may sign in. Mastodon's five would stop it.
   */
  registerApp: { by: 'network', max: 50, everyMs: 10 * MINUTE },
  /** Questions of browsers before they call the API. Each address of a web client asks one; the answer is constant. */
  preflight: { by: 'network', max: 15_000, everyMs: 5 * MINUTE },
  /** Monitors and load balancers, each of which asks about once a second. */
  health: { by: 'network', max: 3_000, everyMs: 5 * MINUTE },

  // Secrets. Mastodon's numbers, except for tokens and links.
  signUp: { by: 'network', max: 5, everyMs: 30 * MINUTE, isSecret: true },
  signInByNetwork: { by: 'network', max: 25, everyMs: 5 * MINUTE, isSecret: true },
  signInByLogin: { by: 'login', max: 25, everyMs: HOUR, isSecret: true },
  /** Codes of a second factor. A guess is right three times in a million, so this many are safe for years. */
  secondFactorByNetwork: { by: 'network', max: 25, everyMs: 5 * MINUTE, isSecret: true },
  secondFactorByLogin: { by: 'login', max: 10, everyMs: HOUR, isSecret: true },
  /** Requests with a wrong token. As many as without one: an app may go on for a while after its token was revoked. */
  wrongToken: { by: 'network', max: 300, everyMs: 5 * MINUTE, isSecret: true },
  /** Requests for a link to reset a password. */
  reset: { by: 'network', max: 25, everyMs: 5 * MINUTE, isSecret: true },
  /** Letters that a user asks for, to confirm an address. */
  confirmations: { by: 'login', max: 5, everyMs: 30 * MINUTE },
  /** Letters to one address that anyone can cause, whoever has the address. */
  lettersAsked: { by: 'address', max: 5, everyMs: HOUR },
  /** Letters to one address about what happened to its login. */
  notices: { by: 'address', max: 20, everyMs: HOUR },
  /** Pages with a secret in their address, such as the set-up link. A person opens one a few times. */
  secretLink: { by: 'network', max: 25, everyMs: 5 * MINUTE, isSecret: true },

  /** Events that a webhook is told of: what the busiest account gets in a quarter of an hour. */
  webhookEvents: { by: 'webhook', max: 1_000, everyMs: HOUR },
  /** Requests to deliver again what is in the log of a webhook. */
  webhookReplays: { by: 'webhook', max: 20, everyMs: HOUR },
  /** Messages that events were left out. */
  webhookOmissions: { by: 'webhook', max: 1, everyMs: HOUR },

  // Pages. Assumed: a town behind one address (CGNAT) whose people open a linked post six hundred times a minute.
  page: { by: 'network', max: 3_000, everyMs: 5 * MINUTE },
  /** Feeds. A service reads them for many people, and asks for each of thousands of accounts every few minutes. */
  feed: { by: 'network', max: 6_000, everyMs: 5 * MINUTE },
  /** Requests to the hub. A service that begins to read for many people subscribes to hundreds of feeds at once. */
  hub: { by: 'network', max: 600, everyMs: 5 * MINUTE },
  /** Requests to the hub that the subscriber has not confirmed. One that is confirmed is not counted. */
  hubUnconfirmed: { by: 'network', max: 100, everyMs: HOUR },
  /** Questions of the hub to one host whether it wants to subscribe. One that is answered with yes is not counted. */
  hubQuestions: { by: 'server', max: 30, everyMs: HOUR },
  /** The same to all hosts together: what everybody can make this server ask hosts that know nothing of it. */
  allHubQuestions: { by: 'everyone', max: 3_000, everyMs: HOUR },
  /** Searches for the feed of an address, each of which costs a few requests. */
  feedLookUps: { by: 'account', max: 60, everyMs: 5 * MINUTE },
  /** Requests for feeds to one host. A large host of blogs has thousands, and each is read every few hours. */
  feedFetches: { by: 'server', max: 300, everyMs: 5 * MINUTE },
  /** Reads that hubs cause because what they sent cannot be verified. */
  feedHints: { by: 'server', max: 12, everyMs: HOUR },
  /** Changes that a hub sends of one feed. */
  feedPushes: { by: 'server', max: 60, everyMs: 5 * MINUTE },
  /** What hubs send to this server as a subscriber. */
  feedPush: { by: 'network', max: 3_000, everyMs: 5 * MINUTE },
  /** A visitor names the server from which to follow an account, and this server asks that one how. */
  remoteFollow: { by: 'network', max: 30, everyMs: 5 * MINUTE },
  /** Style sheet, icons and pictures: a few for each page, and browsers cache them for a day. */
  file: { by: 'network', max: 15_000, everyMs: 5 * MINUTE },
  /** Media: two hundred for a long page, of which a browser keeps most. Its town and its servers look at a post at once. */
  media: { by: 'network', max: 30_000, everyMs: 5 * MINUTE },
  /** Media that somebody is the first to look at, each of which costs a request to another server. Ten long pages. */
  mediaFetches: { by: 'network', max: 3_000, everyMs: 5 * MINUTE },
  /** The same for everybody together. */
  allMediaFetches: { by: 'everyone', max: 30_000, everyMs: 5 * MINUTE },

  // Federation. Assumed: a server with 100 000 users, on one address, half of whose people see a post from here at once.
  /** WebFinger, host-meta and NodeInfo. Servers cache answers for days, and ask once for each account. */
  discovery: { by: 'network', max: 3_000, everyMs: 5 * MINUTE },
  /** ActivityPub documents: actors, posts and collections. A thread of a thousand replies is read at one go. */
  document: { by: 'network', max: 3_000, everyMs: 5 * MINUTE },
  /** Documents for a server that signed its request: fifty a second, for one that reads old threads and profiles. */
  documentsByServer: { by: 'server', max: 15_000, everyMs: 5 * MINUTE },
  /** Activities that are not verified. When a large server suspends spammers, thousands of Deletes are of this kind. */
  inbox: { by: 'network', max: 3_000, everyMs: 5 * MINUTE },
  /** Verified activities: two hundred a second, several times what the largest server sends to one other. */
  inboxByServer: { by: 'server', max: 60_000, everyMs: 5 * MINUTE },
} as const satisfies Record<string, NamedRate>

export type RateName = keyof typeof RATES
export type RateBy<By extends NamedRate['by']> = {
  [N in RateName]: (typeof RATES)[N]['by'] extends By ? N : never
}[RateName]

/** Routes whose requests are counted by network before anything else is done for them. */
export type RatedRoutes = Routes<RateBy<'network'>>

/** An IPv6 /48 may do this many times what a network may: one customer often gets a /48, which is 65 536 networks. */
export const SITE_TIMES = 16
