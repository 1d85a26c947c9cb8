/** All settings with their defaults and descriptions. The table in the docs is generated from this file. */
import { z } from 'zod'
import { withoutPort } from './lib/http/hosts.ts'
import { parseProxies } from './lib/http-server/client-address.ts'
import { type MailSender, parseSender } from './lib/mail/email-address.ts'

const yes = z
  .string()
  .toLowerCase()
  .pipe(z.enum(['1', 'true', 'yes', 'on', '0', 'false', 'no', 'off', ''], { error: 'it must be `yes` or `no`' }))
  .transform((word) => ['1', 'true', 'yes', 'on'].includes(word))
const number = (min: number, max: number) => {
  const error = `it must be a whole number from ${min} to ${max}`
  return z.coerce.number({ error }).int({ error }).min(min, { error }).max(max, { error })
}
const oneOf = <T extends string>(...words: readonly T[]) =>
  z.enum(words, { error: `it must be one of ${words.map((word) => `\`${word}\``).join(', ')}` })
const proxies = z.string().transform((text, { addIssue }) => {
  const ranges = parseProxies(text.split(/[\s,]+/).filter(Boolean))
  if (!ranges) addIssue('they must be addresses or networks, like `loopback`, `10.0.0.5` or `10.0.0.0/8`')
  return ranges ?? z.NEVER
})
const sender = z.string().transform((text, { addIssue }): MailSender | undefined => {
  const parsed = text === '' ? undefined : parseSender(text)
  if (text !== '' && !parsed) addIssue('it must be an e-mail address, like `lagoon@social.example`')
  return parsed
})
const DAYS_IN_TEN_YEARS = 3_650

interface Setting<T> {
  schema: z.ZodType<T>
  /** The value as written in the environment. */
  default: string
  sentence: string
}
const setting = <T>(schema: z.ZodType<T>, fallback: string, sentence: string): Setting<T> => ({
  schema,
  default: fallback,
  sentence,
})

export const settings = {
  host: setting(z.string(), '', 'The public host name of this server, with its port if that is not 443. Default: `localhost:PORT`. It can never change once other servers know it.'),
  port: setting(number(0, 65535), '3000', 'The port to listen on.'),
  bind: setting(z.string(), '', 'The address to listen on. Default: `127.0.0.1` for localhost and behind a proxy, otherwise all addresses.'),
  data: setting(z.string().min(1), './data', 'The folder for all data.'),
  databaseUrl: setting(z.string().regex(/^($|sqlite:.|postgres(ql)?:\/\/)/, { error: 'it must begin with `sqlite:` or `postgres://`' }), '', 'Where the database is: `sqlite:PATH` or `postgres://…`. Default: `sqlite:DATA/atoll.db`.'),
  tlsCert: setting(z.string(), '', 'The file with the TLS certificate (PEM, full chain). Atoll then speaks HTTPS itself.'),
  tlsKey: setting(z.string(), '', 'The file with the private key of that certificate (PEM).'),
  trustedProxies: setting(proxies, '', 'Addresses or networks of the reverse proxies in front, separated by commas (`loopback` for this machine). Atoll trusts their `X-Forwarded-For` and assumes that the public address is https. A proxy that is not listed counts as one client, whose limits all visitors share.'),
  allowPrivateAddresses: setting(yes, 'no', 'For closed networks and development only: allow federation with loopback and private addresses, over plain http and on any port.'),
  authorizedFetch: setting(yes, 'no', 'Serve ActivityPub objects only to signed requests, so that blocked servers cannot read public posts.'),
  secretKey: setting(z.string(), '', 'The key that encrypts secrets in the database, such as those of second factors: 32 bytes in base64 or hexadecimal. All processes on one database need the same. Default: the file `secret.key` in the data folder, which the first start makes.'),
  registrations: setting(oneOf('open', 'approval', 'closed'), 'closed', 'Who may sign up until the owner decides otherwise: `open`, `approval` or `closed`.'),
  inboxBacklog: setting(number(1, 10_000_000), '100000', 'How many received activities may wait for processing before Atoll asks senders to retry later (429).'),
  bodyMemory: setting(number(16, 16_384), '64', 'How many megabytes all requests together may occupy with their bodies before Atoll refuses further ones (429). One client network gets an eighth of it.'),
  deliveryConcurrency: setting(number(1, 1000), '64', 'How many deliveries to other servers run at the same time.'),
  mailUrl: setting(z.string().regex(/^($|smtps?:\/\/[^/\s]+)/, { error: 'it must begin with `smtp://` or `smtps://`' }), '', 'The mail server that sends our letters: `smtp://USER:PASSWORD@HOST:587`, or `smtps://…:465` for TLS from the start. Without it, letters are written as files into `mail` in the data folder.'),
  mailFrom: setting(sender, '', 'The sender of our letters, such as `lagoon@social.example` or `Lagoon <lagoon@social.example>`. Default: `noreply@HOST`.'),
  maxWebhooksPerPerson: setting(number(0, 1000), '10', 'How many webhooks one person may have. `0` switches webhooks off for new ones.'),
  maxWebhooks: setting(number(0, 100_000), '1000', 'How many webhooks all people together may have.'),
  maxFeedsPerPerson: setting(number(0, 100_000), '200', 'How many feeds of sites one person may follow. `0` switches following feeds off for new ones.'),
  signInRecordsDays: setting(number(1, DAYS_IN_TEN_YEARS), '90', 'For how many days after the last use Atoll keeps where people have signed in: devices, addresses and times. Whoever does not come for as long must sign in again.'),
  mediaHost: setting(z.string(), '', 'A second host name of this server, which serves only media (`media.social.example`), so that a hostile file can never act on the main one. Point it at the same port. Default: media come from the main host, under `/media/`.'),
  mediaFolder: setting(z.string(), '', 'The folder for pictures, films and sounds. Default: `DATA/media`.'),
  imageSize: setting(number(1, 1_000), '16', 'The largest picture that may be uploaded, in megabytes.'),
  imagePixels: setting(number(1, 1_000), '50', 'The most pixels of a picture, in millions.'),
  animationFrames: setting(number(1, 100_000), '1000', 'The most frames of an animated picture.'),
  videoSize: setting(number(1, 10_000), '100', 'The largest film or sound that may be uploaded, in megabytes.'),
  videoPixels: setting(number(1, 100), '9', 'The most pixels of one frame of a film, in millions.'),
  videoFrameRate: setting(number(1, 1_000), '120', 'The most frames per second of a film.'),
  videoMinutes: setting(number(1, 1_440), '60', 'The longest film or sound, in minutes.'),
  imageSeconds: setting(number(1, 600), '30', 'How long Atoll works on one picture before it gives up.'),
  videoSeconds: setting(number(1, 86_400), '900', 'How long Atoll works on one film or sound before it gives up.'),
  decodeMemory: setting(number(128, 65_536), '1024', 'The most memory that the process which opens media may use, in megabytes.'),
  remoteMedia: setting(oneOf('view', 'arrival'), 'view', 'When to fetch media of other servers: when somebody looks at them for the first time (`view`), or when the post arrives (`arrival`).'),
  remoteMediaSize: setting(number(1, 100_000), '100', 'The largest file of another server that Atoll keeps a copy of, in megabytes. Larger ones are passed on without a copy.'),
  cacheMedia: setting(number(0, 100_000_000), '5000', 'The quota for media of other servers\' posts, in megabytes.'),
  cacheMediaDays: setting(number(1, DAYS_IN_TEN_YEARS), '30', 'For how many days after the last look such media are kept.'),
  cacheAvatars: setting(number(0, 100_000_000), '1000', 'The quota for avatars and headers of other servers\' accounts, in megabytes.'),
  cacheAvatarDays: setting(number(1, DAYS_IN_TEN_YEARS), '60', 'For how many days after the last look they are kept.'),
  cacheEmojis: setting(number(0, 100_000_000), '500', 'The quota for emoji pictures of other servers, in megabytes.'),
  cacheEmojiDays: setting(number(1, DAYS_IN_TEN_YEARS), '90', 'For how many days after the last look they are kept.'),
  cacheStatuses: setting(number(0, 1_000_000_000), '1000000', 'The quota for posts and boosts of other servers, in rows. A post takes about 2 KB with everything that belongs to it.'),
  cacheStatusDays: setting(number(1, DAYS_IN_TEN_YEARS), '90', 'For how many days after the last look posts of other servers are kept. What somebody here has used stays, with the thread around it.'),
  cacheAccounts: setting(number(0, 1_000_000_000), '200000', 'The quota for accounts of other servers, in rows.'),
  cacheAccountDays: setting(number(1, DAYS_IN_TEN_YEARS), '14', 'For how many days an account is kept that nothing here refers to.'),
  cacheProfileHours: setting(number(1, 24 * DAYS_IN_TEN_YEARS), '24', 'After how many hours the profile of another server, with its keys, is fetched again when it is used.'),
  cacheHandleDays: setting(number(1, DAYS_IN_TEN_YEARS), '7', 'For how many days Atoll trusts what WebFinger said about a handle.'),
  cacheMissingMinutes: setting(number(0, 24 * 60 * DAYS_IN_TEN_YEARS), '10', 'For how many minutes Atoll does not ask again for a dropped post that its server refuses or does not have.'),
  diskReserve: setting(number(0, 100_000_000), '1000', 'How many megabytes must stay free on the disk of the media folder. With less, Atoll keeps no further copies of media of other servers.'),
  rateLimits: setting(yes, 'yes', 'Whether to limit the rate of requests per account, server and network.'),
  logLevel: setting(oneOf('error', 'warn', 'info', 'debug', 'silent'), 'info', 'The log level: `error`, `warn`, `info` or `debug`.'),
} as const // biome-ignore format: a setting is a line

type Settings = { [K in keyof typeof settings]: (typeof settings)[K] extends Setting<infer T> ? T : never }

export interface Config extends Omit<Settings, 'mailFrom'> {
  mailFrom: MailSender
  /** `https://HOST` or, on localhost only, `http://localhost:PORT`. Every local id begins with it. */
  origin: string
  /** The same for `mediaHost`, if that is set. */
  mediaOrigin: string
  tls: { cert: string; key: string } | undefined
}

/** `databaseUrl` → `ATOLL_DATABASE_URL` */
export function environmentName(name: string): string {
  return `ATOLL_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`
}

/** A setting is invalid. The message is one sentence for the administrator who starts the server. */
export class ConfigError extends Error {}

/**
 * Reads the settings. Both sources map environment names to values, and the environment overrides the file.
 * @throws ConfigError if a setting is unknown or invalid
 */
export function loadConfig({
  env,
  file = {},
}: {
  env: Record<string, string | undefined>
  file?: Record<string, string>
}): Config {
  refuseUnknown({ ...file, ...env })
  const read = Object.fromEntries(
    Object.entries(settings).map(([name, { schema, default: fallback }]) => {
      const key = environmentName(name)
      const given = env[key] ?? file[key] ?? ''
      const result = schema.safeParse(given === '' ? fallback : given)
      if (result.success) return [name, result.data]
      throw new ConfigError(
        `${key} is “${given}”, which is not valid: ${result.error.issues[0]?.message ?? 'wrong value'}.`,
      )
    }),
  ) as unknown as Settings
  return complete(read)
}

/** Without this check a misspelled setting would be silently ignored. */
function refuseUnknown(given: Record<string, string | undefined>): void {
  const known = new Set(Object.keys(settings).map(environmentName))
  const unknown = Object.keys(given).find((key) => key.startsWith('ATOLL_') && !known.has(key))
  if (unknown) throw new ConfigError(`${unknown} is not a setting of Atoll. \`atoll serve --help\` lists them.`)
}

function complete(read: Settings): Config {
  const host = normalHost('ATOLL_HOST', read.host || `localhost:${read.port}`)
  const mediaHost = read.mediaHost && normalHost('ATOLL_MEDIA_HOST', read.mediaHost)
  if (mediaHost === host) throw new ConfigError('ATOLL_MEDIA_HOST is the same as ATOLL_HOST. Leave it out.')
  if (Boolean(read.tlsCert) !== Boolean(read.tlsKey))
    throw new ConfigError('ATOLL_TLS_CERT and ATOLL_TLS_KEY belong together. Set both or neither.')
  const tls = read.tlsCert ? { cert: read.tlsCert, key: read.tlsKey } : undefined
  const proxied = read.trustedProxies.length > 0
  const secure = tls !== undefined || (proxied && !isLocalhost(host))
  if (!secure && !isLocalhost(host)) throw new ConfigError(plainHttpRefusal(host))
  const originOf = (name: string) => `${secure ? 'https' : 'http'}://${name}`
  return {
    ...read,
    host,
    mediaHost,
    origin: originOf(host),
    mediaOrigin: originOf(mediaHost || host),
    bind: read.bind || (isLocalhost(host) || proxied ? '127.0.0.1' : '::'),
    mailFrom: read.mailFrom ?? { address: `noreply@${withoutPort(host)}` },
    databaseUrl: read.databaseUrl || `sqlite:${read.data}/atoll.db`,
    mediaFolder: read.mediaFolder || `${read.data}/media`,
    tls,
  }
}

function normalHost(setting: string, given: string): string {
  const url = URL.parse(`https://${given}`)
  if (url?.pathname !== '/' || url.search || url.hash || url.username || given.includes('/'))
    throw new ConfigError(
      `${setting} is “${given}”, which is not a host name. Write it like \`social.example\`, without https://.`,
    )
  return url.host
}

/** Names that never leave this machine (RFC 6761), where plain http is safe. */
export function isLocalhost(host: string): boolean {
  const name = withoutPort(host)
  return name === 'localhost' || name.endsWith('.localhost') || /^127(\.\d+){3}$/.test(name) || name === '[::1]'
}

function plainHttpRefusal(host: string): string {
  return (
    `ATOLL_HOST is “${host}”, but https is not set up, and ids created with plain http could never be changed. ` +
    'Either set ATOLL_TLS_CERT and ATOLL_TLS_KEY, or put a reverse proxy in front and name it in ATOLL_TRUSTED_PROXIES ' +
    '(`loopback` if it runs on this machine); docs/operating has examples for Caddy and nginx.'
  )
}
