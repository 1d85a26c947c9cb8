/**
 * The columns that `given` would change in a row. JSON columns are compared by their text. A column that is missing or
 * undefined in `given` is not changed.
 */
export function changedColumns<R extends object>(row: R, given: Partial<R>): Partial<R> {
  const changed: Partial<R> = {}
  for (const name of Object.keys(given) as (keyof R)[])
    if (given[name] !== undefined && !isSame(row[name], given[name])) changed[name] = given[name]
  return changed
}

export function changesSomething<R extends object>(row: R, given: Partial<R>): boolean {
  return Object.keys(changedColumns(row, given)).length > 0
}

function isSame(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other)
}
