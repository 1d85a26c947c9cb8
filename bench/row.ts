/** The types of a row in the table of results. */

export type Engine = 'sqlite' | 'postgres'
/** The number of statuses in the database. */
export type Size = 10_000 | 1_000_000

export interface Testbed {
  engine: Engine
  size: Size
  databaseUrl: string
  /** For everything a benchmark writes. */
  folder: string
}

export interface Result {
  name: string
  engine: Engine | '–'
  value: number
  unit: string
  /** The same measurement of a bare implementation, in the same run and on the same core. */
  baseline: number | null
  /** value ÷ baseline if higher is better, baseline ÷ value for times and sizes. */
  ratio: number | null
  goal: string
  met: boolean | null
}

export interface Row {
  name: string
  run(bed: Testbed): Promise<Result[]>
}

export function round(value: number): number {
  return value >= 100 ? Math.round(value) : Math.round(value * 100) / 100
}

/** The middle value of an odd number of values. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number
}
