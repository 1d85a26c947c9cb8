/**
 * JSON with parts that are already serialized. What is the same for every viewer is serialized once and inserted as
 * text.
 */

/** A value of type T as JSON text. */
export class Json<T = unknown> {
  readonly text: string
  declare readonly value?: T
  constructor(text: string) {
    this.text = text
  }
}

/** A value of type T, any part of which may already be JSON text. */
export type Written<T> =
  | Json<T>
  | (T extends readonly (infer U)[] ? readonly Written<U>[] : T extends object ? { [K in keyof T]: Written<T[K]> } : T)

/** Like `JSON.stringify`, but inserts serialized parts as they are. */
export function writeJson(value: unknown): string {
  if (value instanceof Json) return value.text
  if (Array.isArray(value)) return `[${value.map(writeItem).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  let text = ''
  for (const [key, inner] of Object.entries(value)) {
    if (inner === undefined) continue
    text += `${text ? ',' : ''}${JSON.stringify(key)}:${writeJson(inner)}`
  }
  return `{${text}}`
}

const writeItem = (item: unknown) => writeJson(item)
