/** Runs the programs that check the code without running it: types, lint, format. */
import { spawn } from 'node:child_process'
import { delimiter, join } from 'node:path'

/** They run beside the tests. On two cores, four threads of `tsc` would cost twice as much as one. */
const CHECKS = ['tsc --noEmit --singleThreaded', 'biome check .']

export interface CheckResult {
  isClean: boolean
  /** Says which check it was. */
  line: string
}

/** Runs all checks at once, and shows their output. */
export function runChecks(): Promise<CheckResult[]> {
  return Promise.all(CHECKS.map(runCheck))
}

/** Runs a program of `node_modules/.bin`. */
function runCheck(command: string): Promise<CheckResult> {
  const [program = '', ...args] = command.split(' ')
  const path = `${join('node_modules', '.bin')}${delimiter}${process.env.PATH}`
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: 'inherit', env: { ...process.env, PATH: path } })
    child.once('error', reject)
    child.once('exit', (code) => {
      const line = `${code === 0 ? '✔' : '✖'} ${command}`
      console.log(line)
      resolve({ isClean: code === 0, line })
    })
  })
}
