/**
 * Documented fields that Atoll cannot honour yet, although they change what is written. They are refused, so that a
 * picture, a poll or a wish is never dropped without an error.
 */
import type { Problems } from '../../messages/en/fields.ts'

/** @param fields what was sent, by the names under which it was sent */
export function unsupportedProblems(fields: Record<string, unknown>): Problems {
  const given = Object.entries(fields).filter(([, value]) => isGiven(value))
  return Object.fromEntries(given.map(([name]) => [name, [['unsupported']]]))
}

/** Clients send empty values for what a person did not choose. */
function isGiven(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(isGiven)
  return value !== undefined && value !== null && value !== ''
}
