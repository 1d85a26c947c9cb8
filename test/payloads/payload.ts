/**
 * Activities and documents of other software, one JSON file each, with what must be visible here. `recorded/` has those
 * that were recorded from running servers.
 */
import { globSync, readFileSync } from 'node:fs'
import type { Json } from '../world/peer.ts'

/**
 * In texts, `$ANA` stands for the id of the reader on `lagoon.test`, and `$POST` for the id of her post. Public keys
 * lack their PEM, which the test adds.
 */
export interface Payload {
  /** `mastodon/poll` */
  name: string
  /** What is special about it. */
  why?: string
  /** An actor document. Payloads of the same software that name its id are sent by this actor. */
  actor?: Json
  /** Properties that override the default actor document of the sender, if the payload has no `actor`. */
  sender?: Json
  /** The activity that arrives in the inbox. */
  activity?: Json & { actor: string; type: string; object: string | Json }
  /** Further documents that the server serves, by address. */
  served?: Record<string, Json>
  /** The id of the post to look at, if it is not the embedded one. */
  about?: string
  /** Expected fields of the account or status in the client API; null if there must be no status. */
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

/** The software that a payload comes from. */
export function softwareOf({ name }: Payload): string {
  return name.split('/', 1)[0] as string
}
