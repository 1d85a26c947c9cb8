/** The parameters of a compiled query: declared like columns, represented by placeholders, filled in by each run. */
import { type Expression, type Insertable, type SelectType, ValueNode } from 'kysely'
import type { Column, TypeOf } from './tables/columns.ts'

/** A list for `in`. It must not be empty. */
interface List<T> {
  readonly each: Column<T, unknown>
}
export const list = <T>(each: Column<T, unknown>): List<T> => ({ each })

/** What a query is given: `{ viewer: id(), ids: list(id()) }`; for an insert, the columns of the table. */
export type Parameters = Readonly<Record<string, Column<unknown, unknown> | List<unknown>>>

/** What the query is built with. A placeholder is an expression, so a query cannot depend on a value. */
export type Placeholders<P extends Parameters> = {
  readonly [K in keyof P]: P[K] extends List<infer T> ? readonly Expression<T>[] : Expression<SelectType<TypeOf<P[K]>>>
}

type ScalarsOf<P> = { [K in keyof P as P[K] extends List<unknown> ? never : K]: TypeOf<P[K]> }
type ListsOf<P> = {
  readonly [K in keyof P as P[K] extends List<unknown> ? K : never]: P[K] extends List<infer T> ? readonly T[] : never
}
/** What each run brings. What may be null, or has a default in its table, may be left out. */
export type Values<P extends Parameters> = Readonly<Insertable<ScalarsOf<P>>> & ListsOf<P>

/** Holds the place of a value, or of one item of a list. */
export class Placeholder<T> implements Expression<T> {
  readonly #name: string
  readonly #item: number | undefined
  readonly #missing: unknown

  constructor(name: string, { item, missing = null }: { item?: number; missing?: unknown } = {}) {
    this.#name = name
    this.#item = item
    this.#missing = missing
  }

  get expressionType(): T | undefined {
    return undefined
  }

  toOperationNode(): ValueNode {
    return ValueNode.create(this)
  }

  /** Its value in one run. A list is padded by repeating its last item. */
  of(values: Readonly<Record<string, unknown>>): unknown {
    const value = values[this.#name]
    if (this.#item === undefined) return value === undefined ? this.#missing : value
    const items = value as readonly unknown[]
    return items[this.#item < items.length ? this.#item : items.length - 1]
  }
}

/** Up to two items a list has a text of its own; longer ones are padded to the next multiple, so that there are few texts. */
const PAD_TO = 8

export function paddedLength(length: number): number {
  return length <= 2 ? length : Math.ceil(length / PAD_TO) * PAD_TO
}

/** @returns the placeholders that the query is built with for lists as long as these */
export function placeholdersFor<P extends Parameters>(parameters: P, values: Values<P>): Placeholders<P> {
  const entries = Object.entries(parameters).map(([name, parameter]) => {
    if (!('each' in parameter)) return [name, new Placeholder(name, { missing: parameter.default })]
    const length = paddedLength((values[name as keyof Values<P>] as readonly unknown[]).length)
    return [name, Array.from({ length }, (_, item) => new Placeholder(name, { item }))]
  })
  return Object.fromEntries(entries)
}
