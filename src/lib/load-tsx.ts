/**
 * Imported for its side effect: it lets Node load `.tsx` files, which Node cannot do by itself (docs/decisions/0002).
 */
import { readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'
import { transformSync } from 'oxc-transform'

registerHooks({
  load(url, context, nextLoad) {
    if (!url.endsWith('.tsx')) return nextLoad(url, context)
    const file = fileURLToPath(url)
    const { code, errors } = transformSync(file, readFileSync(file, 'utf8'), {
      jsx: { importSource: 'preact' },
      typescript: { onlyRemoveTypeImports: true },
    })
    if (errors[0]) throw new SyntaxError(`${file}: ${errors[0].codeframe ?? errors[0].message}`)
    return { format: 'module', source: code, shortCircuit: true }
  },
})
