/** JSON that is written already, piece by piece: what is the same for every viewer is made once and spliced in as text. */

/** The text of a value of type T. */
export class Json<T = unknown> {
  readonly text: string
  declare readonly value?: T
  constructor(text: string) {
    this.text = text
  }
}

/** A value of type T of which any part may be text already. */
export type Written<T> =
  | Json<T>
  | (T extends readonly (infer U)[] ? readonly Written<U>[] : T extends object ? { [K in keyof T]: Written<T[K]> } : T)

/** As `JSON.stringify`, but takes ready text as it is. */
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
