/** Picks the named columns of a row, or of a draft of one. Columns that it lacks are left out. */
export function pickColumns<R extends object, N extends keyof R>(row: R, names: readonly N[]): Pick<R, N> {
  return Object.fromEntries(names.filter((name) => name in row).map((name) => [name, row[name]])) as Pick<R, N>
}
