// Runs a script of this repository, with its arguments, on a recent enough Node: `node tools/run.js tools/test.ts`.
import { runInstead } from '../bin/new-enough-node.js'

runInstead(process.argv.slice(2))
