/** What the scenarios of `stalls` know of the database that `fill.ts` has filled. */
import type { Account } from '../../src/db/tables/accounts.ts'
import type { ClientApp } from '../../src/db/tables/apps.ts'
import type { Id } from '../../src/lib/ids.ts'
import type { Server } from '../../src/server.ts'
import type { Browser } from '../../test/world/browser.ts'

/** Rows of each kind: followers of one account, replies to one post, notifications of one user, … */
export const ROWS = 100_000
/** The servers of the remote accounts. */
export const DOMAINS = 2_000
/** The seeded accounts and posts have the ids FIRST + 1 to FIRST + ROWS. Generated ids are far above. */
export const FIRST = {
  local: 1_000_000,
  remote: 2_000_000,
  reply: 3_000_000,
  waiting: 4_000_000,
  unconfirmed: 5_000_000,
  upload: 6_000_000,
  other: 10_000_000,
} as const

export interface Login {
  account: Account
  key: string
  /** Signed in. */
  browser: Browser
}

/** A client app that the star has allowed. */
export interface Client {
  app: ClientApp
  secret: string
  /** Its own token. */
  key: string
  /** What it can exchange for tokens of the star, each once. */
  code: string
  refreshToken: string
  /** Gets revoked. */
  accessToken: string
}

export interface Bed {
  server: Server
  /** A user with everything: ROWS posts, local and as many remote followers, notifications, blocks and so on. */
  star: Login
  /** A user mentioned in ROWS posts, with ROWS notifications from one account. */
  reader: Login
  /** A user with nothing, who changes the login and deletes the account in the end. */
  leaver: Login
  /** Someone who has signed up with the client and has not confirmed the address. */
  newcomer: Login
  client: Client
  /** Nobody is signed in with it. */
  guest: { browser: Browser }
  /** Secrets of links in letters: to confirm the address of the newcomer, and to set the password of a user with nothing else. */
  links: { confirm: string; reset: string }
  /** A remote account with ROWS local followers and a post that ROWS local accounts boosted and favourited. */
  idol: Account
  /** A post of the star with ROWS replies, and as many boosts and favourites by remote accounts. */
  hit: Id
  /** Another post of the star, without anything. */
  quiet: Id
  /** The post of the idol. */
  idolHit: Id
  /** Uploads of the star that are not attached. */
  media: { read: Id; deleted: Id }
}

/** The uri of a seeded remote account. */
export const remoteUri = (n: number) => `https://peer${n % DOMAINS}.test/users/${n}`
/** A post that is unknown here. ROWS replies wait for it. */
export const LATE_PARENT = 'https://idols.test/notes/late'
/** A password of every user that `fill.ts` creates. */
export const PASSWORD = 'lagoon lagoon'
/** Where the client receives its codes. */
export const REDIRECT_URI = 'https://app.test/callback'
