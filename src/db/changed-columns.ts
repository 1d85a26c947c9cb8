/**
 * What `given` changes in a row: the columns that it names with another value. JSON columns are compared by their text.
 * A column that is left out, or undefined, stays as it is.
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
