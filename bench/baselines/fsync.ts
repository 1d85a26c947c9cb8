/** Baseline for the event loop: appends a page to a file and syncs it, again and again, for a given time. */
import { closeSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs'

const PAGE = Buffer.alloc(4_096)
const PAUSE_MS = 10
const path = `${process.argv[2]}/bare-fsync`
const ms = Number(process.argv[3])
const file = openSync(path, 'w')
const times: number[] = []
const ends = performance.now() + ms
while (performance.now() < ends) {
  const began = performance.now()
  writeSync(file, PAGE)
  fsyncSync(file)
  times.push(performance.now() - began)
  await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
}
closeSync(file)
rmSync(path)
times.sort((a, b) => a - b)
console.log(JSON.stringify({ p50: times[Math.floor(times.length / 2)], p999: times[Math.floor(times.length * 0.999)] }))
