/** Reads what other servers send. */
import type { Json } from '../peer.ts'
import { PUBLIC } from '../peer-actor.ts'
import { Refusal, refuse, unreadable } from './refusal.ts'

/** @throws Refusal if it is neither an id nor an object with one */
export function idOf(value: unknown): string {
  const id = typeof value === 'object' && value !== null ? (value as Json).id : value
  if (typeof id !== 'string' || !URL.canParse(id)) throw unreadable()
  return id
}

export function listOf(value: unknown): string[] {
  return [value].flat().filter((one) => typeof one === 'string')
}

/** An object that must be there in full: Lemmy fetches no inner activity. */
export function embedded(value: unknown): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw unreadable()
  return value as Json
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

export function checkSameHost(one: string, other: string): void {
  if (new URL(one).host !== new URL(other).host) throw refuse('Domain name mismatch')
}

export function checkSame(one: string, other: string): void {
  if (one !== other) throw refuse('Urls do not match')
}

export function checkPublic({ to, cc }: Json): void {
  if (![...listOf(to), ...listOf(cc)].includes(PUBLIC)) throw new Refusal('object_is_not_public')
}
