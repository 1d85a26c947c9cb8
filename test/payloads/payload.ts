/** What other programs send and serve, in their own shapes: a JSON file each, with what is to be seen of it here. */
import { globSync, readFileSync } from 'node:fs'
import type { Json } from '../world/peer.ts'

/**
 * In texts `$ANA` stands for the id of the reader, who lives at `lagoon.test`, and `$POST` for that of her post. Public keys
 * lack their PEM, which is made for the test.
 */
export interface Payload {
  /** `mastodon/poll` */
  name: string
  /** What is peculiar. */
  why?: string
  /** The document of an actor. Posts of the same program are sent by it where they name its id. */
  actor?: Json
  /** Over the plain actor that sends the activity, where it has no document of its own. */
  sender?: Json
  /** What comes into the inbox. */
  activity?: Json & { actor: string; type: string; object: string | Json }
  /** Further documents that the server has, by address. */
  served?: Record<string, Json>
  /** The id of the post to look at, when it is not what the activity embeds. */
  about?: string
  /** Fields of the account or the status in the client API; null: no status at all. */
  shows: Json | null
}

const SUFFIX = '.json'

export function loadPayloads(): Payload[] {
  const files = globSync(`*/*${SUFFIX}`, { cwd: import.meta.dirname }).sort()
  return files.map((file) => {
    const text = readFileSync(new URL(file, import.meta.url), 'utf8')
    return { ...JSON.parse(text), name: file.slice(0, -SUFFIX.length) }
  })
}

/** The program that a payload is of. */
export function softwareOf({ name }: Payload): string {
  return name.split('/', 1)[0] as string
}
