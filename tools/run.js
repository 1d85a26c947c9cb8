// `node tools/run.js FILE…` runs `bin/new-enough-node FILE…` as a child process.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const child = spawn(fileURLToPath(new URL('../bin/new-enough-node', import.meta.url)), process.argv.slice(2), {
  stdio: 'inherit',
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
child.on('exit', (code) => process.exit(code ?? 1))
