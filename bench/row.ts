/** What a row of the table is. */

export type Engine = 'sqlite' | 'postgres'
/** Statuses in the database while it is measured. */
export type Size = 10_000 | 1_000_000

export interface Bed {
  engine: Engine
  size: Size
  databaseUrl: string
  /** For everything that a row leaves behind. */
  folder: string
}

export interface Result {
  name: string
  engine: Engine | '–'
  value: number
  unit: string
  /** The bare thing, measured in the same run on the same core. */
  baseline: number | null
  /** value ÷ baseline, for what is better when higher; the other way round for times. */
  ratio: number | null
  goal: string
  met: boolean | null
}

export interface Row {
  name: string
  run(bed: Bed): Promise<Result[]>
}

export function round(value: number): number {
  return value >= 100 ? Math.round(value) : Math.round(value * 100) / 100
}

/** The middle one of an odd number of values. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number
}
