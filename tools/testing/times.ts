import type { FileTime } from './run-jobs.ts'

const SHOWN = 40

/** Prints the files that took the most CPU time. */
export function printTimes(times: FileTime[]): void {
  const total = times.reduce((sum, { cpuMs }) => sum + cpuMs, 0)
  for (const { file, mode, cpuMs } of times.toSorted((a, b) => b.cpuMs - a.cpuMs).slice(0, SHOWN))
    console.log(`${seconds(cpuMs)}  ${file} (${mode})`)
  console.log(`${seconds(total)}  all files`)
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`.padStart(9)
}
