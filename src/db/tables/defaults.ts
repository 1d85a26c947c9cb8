import type { Column, Row, Table } from './columns.ts'

/** The values of columns that an insert leaves out, as a select returns them: the default of the column, or null. */
export function defaultsOf<T extends Table>({ columns }: T): Partial<Row<T>> {
  const filled = Object.entries(columns).filter(([, { nullable, default: value }]) => nullable || value !== undefined)
  return Object.fromEntries(filled.map(([name, column]) => [name, decodedDefault(column)])) as Partial<Row<T>>
}

function decodedDefault({ codec, default: value }: Column<unknown, unknown>): unknown {
  if (value === undefined) return null
  if (codec === 'flag') return value === 1
  return codec === 'json' ? Object.freeze(JSON.parse(String(value))) : value
}
