import type { JobRow } from '../db/tables/jobs.ts'
import type { Lanes } from './claim.ts'
import type { RunnableJob } from './job.ts'

type Kind = Pick<RunnableJob<never>, 'name' | 'concurrency' | 'perLane'>

/** Counts the jobs that run in this process, by name and by lane. */
export class RunningJobs {
  readonly #byName = new Map<string, number>()
  readonly #byLane = new Map<string, number>()

  free({ name, concurrency }: Kind): number {
    return concurrency - (this.#byName.get(name) ?? 0)
  }

  /** @returns undefined for jobs without lanes */
  lanesOf({ name, perLane }: Kind): Lanes | undefined {
    if (perLane === undefined) return undefined
    const prefix = laneKey(name, '')
    const full = [...this.#byLane]
      .filter(([key, used]) => used >= perLane && key.startsWith(prefix))
      .map(([key]) => key.slice(prefix.length))
    return { full, freeIn: (lane) => perLane - (this.#byLane.get(laneKey(name, lane)) ?? 0) }
  }

  add(row: JobRow): void {
    this.#count(row, +1)
  }

  delete(row: JobRow): void {
    this.#count(row, -1)
  }

  #count({ name, lane }: JobRow, change: 1 | -1): void {
    this.#byName.set(name, (this.#byName.get(name) ?? 0) + change)
    if (lane === null) return
    const key = laneKey(name, lane)
    const used = (this.#byLane.get(key) ?? 0) + change
    if (used > 0) this.#byLane.set(key, used)
    else this.#byLane.delete(key)
  }
}

function laneKey(job: string, lane: string): string {
  return `${job} ${lane}`
}
