/** The recorded addresses of our people, posts and activities, and those that they have in this test. */
import type { TestServer } from '../../world/test-server.ts'

export class Addresses {
  readonly #actual = new Map<string, string>()

  has(recorded: string): boolean {
    return this.#actual.has(recorded)
  }

  learn(recorded: string, actual: string): void {
    this.#actual.set(recorded, actual)
  }

  toActual = (text: string) => translate(text, [...this.#actual])

  /** Copies of media get the address at their origin, too. */
  async toRecorded(text: string, { app, origin }: TestServer): Promise<string> {
    const rows = await app.db.selectFrom('media').select(['key', 'remote_url']).execute()
    const origins = new Map(rows.map(({ key, remote_url }) => [key, remote_url]))
    const media = new RegExp(`${origin}/media/([^/"]+)/[^"]+`, 'g')
    const withOrigins = text.replace(media, (url, key: string) => origins.get(key) ?? `${url} is not registered`)
    return translate(
      withOrigins,
      [...this.#actual].map(([recorded, actual]) => [actual, recorded]),
    )
  }
}

/** Longer addresses come first, and an address ends where a name could not go on. */
function translate(text: string, pairs: [string, string][]): string {
  const longestFirst = pairs.toSorted(([a], [b]) => b.length - a.length)
  return longestFirst.reduce(
    (done, [from, to]) => done.replace(new RegExp(`${RegExp.escape(from)}(?!\\w)`, 'g'), to),
    text,
  )
}
