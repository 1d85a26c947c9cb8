/** Most activities name their object by an id. */
import { Declined } from '../../core/errors.ts'
import type { Incoming } from './activity.ts'

/** The check of a type that needs nothing but the id of its object. */
export function hasObjectId({ objectId }: Incoming): boolean {
  return objectId !== undefined
}

/** @throws Declined if the activity has no object with a valid id, which `verify` excludes */
export function requireObjectId({ type, objectId }: Incoming): string {
  if (objectId === undefined) throw new Declined('activity-inconsistent', { type })
  return objectId
}
