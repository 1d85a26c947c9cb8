/** Declares columns, indexes and tables. Declarations mean the same in both databases. */
import type { ColumnType, Insertable, Selectable } from 'kysely'

/** How a column is stored: `bigint`/`text` in PostgreSQL, INTEGER/TEXT in SQLite. */
export interface Column<Select, Insert = Select> {
  readonly storage: 'integer' | 'text'
  /** How values are converted between storage and code; undefined for no conversion. */
  readonly codec?: 'flag' | 'json'
  readonly nullable: boolean
  readonly primary: boolean
  readonly default?: number | string
  /** Only for the type checker. */
  readonly type?: ColumnType<Select, Insert, Select>
}

interface Buildable<S, I> extends Column<S, I> {
  /** Makes the column nullable. It may be left out of an insert. */
  orNull(): Column<S | null, S | null | undefined>
  /** Makes the column the primary key, or a part of it. */
  key(): Column<S, I>
  /** Sets a default, so the column may be left out of an insert. @param value the default as it is stored */
  or(value: number | string): Column<S, I | undefined>
}

function column<S>(storage: Column<S>['storage'], codec?: Column<S>['codec']): Buildable<S, S> {
  const base = { storage, ...(codec && { codec }), nullable: false, primary: false }
  return {
    ...base,
    orNull: () => ({ ...base, nullable: true }),
    key: () => ({ ...base, primary: true }),
    or: (value) => ({ ...base, default: value }),
  }
}

/** A snowflake (`lib/ids.ts`). */
export const id = () => column<number>('integer')
/** Milliseconds since 1970, UTC. */
export const time = () => column<number>('integer')
/** A whole number. */
export const int = () => column<number>('integer')
/** Unicode text without NUL, which PostgreSQL cannot store. */
export const text = () => column<string>('text')
/** One of the given words, stored as text. */
export const oneOf = <const T extends readonly string[]>(..._words: T) => column<T[number]>('text')
/** A boolean in code, 0 or 1 in both databases. */
export const flag = () => column<boolean>('integer', 'flag')
/** A JSON value, stored and read as a whole and never queried. */
export const json = <T>() => column<T>('text', 'json')

type Columns = Record<string, Column<unknown, unknown>>
export interface Index {
  readonly columns: readonly string[]
  readonly unique?: boolean
  /** A partial index: only the rows where this column is not null. */
  readonly whereNotNull?: string
}
export interface Table<C extends Columns = Columns> {
  readonly columns: C
  readonly indexes: readonly Index[]
}

/** Declares a table: its columns, and the indexes that its queries need. */
export function table<const C extends Columns>(columns: C, ...indexes: Index[]): Table<C> {
  return { columns, indexes }
}
export const index = (...columns: string[]): Index => ({ columns })
export const unique = (...columns: string[]): Index => ({ columns, unique: true })

/** The names of columns, in their order. */
export function namesOf<C extends Columns>(columns: C): readonly (keyof C & string)[] {
  return Object.keys(columns)
}

export type TypeOf<C> = C extends { readonly type?: infer T } ? NonNullable<T> : never
type RowShape<C extends Columns> = { [K in keyof C]: TypeOf<C[K]> }
/** A row as it is selected: `Row<typeof accounts>`. */
export type Row<T extends Table> = Selectable<RowShape<T['columns']>>
/** A row as it is inserted. Nullable columns and those with a default may be left out. */
export type NewRow<T extends Table> = Insertable<RowShape<T['columns']>>
/** Table name → row type, as Kysely needs it. */
export type Rows<T extends Record<string, Table>> = { [K in keyof T]: RowShape<T[K]['columns']> }
