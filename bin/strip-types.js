// Lets Node load the TypeScript of this package below node_modules, where npm puts what it installs from an archive.
// Node refuses to strip types there.
import { readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'
import { transformSync } from 'oxc-transform'

const sources = new URL('../src/', import.meta.url).href

registerHooks({
  load(url, context, nextLoad) {
    if (!(url.startsWith(sources) && url.endsWith('.ts'))) return nextLoad(url, context)
    const file = fileURLToPath(url)
    const { code } = transformSync(file, readFileSync(file, 'utf8'), { typescript: { onlyRemoveTypeImports: true } })
    return { format: 'module', source: code, shortCircuit: true }
  },
})
