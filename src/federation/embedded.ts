import { asArray, isObject, type JsonObject } from '../activitypub/read.ts'

/** The object itself where it is embedded (some wrap it in a list of one); undefined where only its id is given. */
export function embedded(value: unknown): JsonObject | undefined {
  const [first] = asArray(value, 1)
  return isObject(first) ? first : undefined
}
