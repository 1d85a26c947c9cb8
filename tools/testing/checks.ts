/** Runs the programs that check the code without running it: types, lint, format. */
import { spawn } from 'node:child_process'
import { delimiter, join } from 'node:path'

/**
 * Runs a program of `node_modules/.bin` and shows its output.
 * @returns whether it found no problem
 */
export function runCheck(program: string, ...args: string[]): Promise<boolean> {
  const path = `${join('node_modules', '.bin')}${delimiter}${process.env.PATH}`
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: 'inherit', env: { ...process.env, PATH: path } })
    child.once('error', reject)
    child.once('exit', (code) => {
      console.log(`${code === 0 ? '✔' : '✖'} ${program} ${args.join(' ')}`)
      resolve(code === 0)
    })
  })
}
