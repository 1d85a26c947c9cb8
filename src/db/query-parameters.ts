/** The parameters of a compiled query. They are declared like columns and stand for values that each run supplies. */
import { type Expression, type Insertable, type SelectType, ValueNode } from 'kysely'
import type { Column, TypeOf } from './tables/columns.ts'

/** A list of values for `in`. It must not be empty. */
interface List<T> {
  readonly each: Column<T, unknown>
}
export const list = <T>(each: Column<T, unknown>): List<T> => ({ each })

/** The declared parameters: `{ viewer: id(), ids: list(id()) }` or, for an insert, the columns of the table. */
export type Parameters = Readonly<Record<string, Column<unknown, unknown> | List<unknown>>>

/** The placeholders with which a query is built. They are expressions, so the query cannot depend on a value. */
export type Placeholders<P extends Parameters> = {
  readonly [K in keyof P]: P[K] extends List<infer T> ? readonly Expression<T>[] : Expression<SelectType<TypeOf<P[K]>>>
}

type ScalarsOf<P> = { [K in keyof P as P[K] extends List<unknown> ? never : K]: TypeOf<P[K]> }
type ListsOf<P> = {
  readonly [K in keyof P as P[K] extends List<unknown> ? K : never]: P[K] extends List<infer T> ? readonly T[] : never
}
/** The values of one run. Nullable columns, and those with a default in their table, may be left out. */
export type Values<P extends Parameters> = Readonly<Insertable<ScalarsOf<P>>> & ListsOf<P>

/** Stands for a value, or for one item of a list. */
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

  /** The value in one run. A list is padded by repeating its last item. */
  of(values: Readonly<Record<string, unknown>>): unknown {
    const value = values[this.#name]
    if (this.#item === undefined) return value === undefined ? this.#missing : value
    const items = value as readonly unknown[]
    return items[this.#item < items.length ? this.#item : items.length - 1]
  }
}

/** Lists of more than two items are padded to a multiple of this, so that there are few SQL texts. */
const PAD_TO = 8

export function paddedLength(length: number): number {
  return length <= 2 ? length : Math.ceil(length / PAD_TO) * PAD_TO
}

/** @returns placeholders to build the query for lists as long as those in `values` */
export function placeholdersFor<P extends Parameters>(parameters: P, values: Values<P>): Placeholders<P> {
  const entries = Object.entries(parameters).map(([name, parameter]) => {
    if (!('each' in parameter)) return [name, new Placeholder(name, { missing: parameter.default })]
    const length = paddedLength((values[name as keyof Values<P>] as readonly unknown[]).length)
    return [name, Array.from({ length }, (_, item) => new Placeholder(name, { item }))]
  })
  return Object.fromEntries(entries)
}
