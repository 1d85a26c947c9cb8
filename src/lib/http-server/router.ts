/**
 * Finds a route by method and path. The most specific path wins, regardless of the order in which routes were added.
 */
import { decodeValid } from './decode-path.ts'

interface Match<T> {
  value: T
  /** Percent-decoded once. */
  params: Record<string, string>
}

interface Leaf<T> {
  value: T
  names: readonly string[]
}

interface Branch<T> {
  words: Map<string, Branch<T>>
  /** `@:handle` and `:id`, longer prefixes first. */
  params: { prefix: string; next: Branch<T> }[]
  /** By method. */
  leaves: Map<string, Leaf<T>>
}

export class Router<T> {
  readonly #root: Branch<T> = newBranch()

  /** @param path such as `/ap/users/:id` or `/@:handle/:id`; a parameter is never empty and contains no slash */
  add(method: string, path: string, value: T): this {
    const names: string[] = []
    let branch = this.#root
    for (const segment of segmentsOf(path)) {
      const [word, prefix = '', name] = /^([^:]*):(\w+)$/.exec(segment) ?? [segment]
      branch = name === undefined ? wordBranch(branch, word) : paramBranch(branch, prefix)
      if (name !== undefined) names.push(name)
    }
    if (branch.leaves.has(method)) throw new Error(`Two routes answer ${method} ${path}`)
    branch.leaves.set(method, { value, names })
    return this
  }

  /** HEAD finds the GET route. A path with an extra slash is a different path. */
  find(method: string, path: string): Match<T> | undefined {
    const segments = segmentsOf(path)
    const wanted = method === 'HEAD' ? 'GET' : method
    const captured: string[] = []
    const leaf = descend(this.#root, segments, 0, wanted, captured)
    return leaf && { value: leaf.value, params: nameParams(leaf.names, captured) }
  }
}

function segmentsOf(path: string): string[] {
  return path.slice(1).split('/')
}

function newBranch<T>(): Branch<T> {
  return { words: new Map(), params: [], leaves: new Map() }
}

function wordBranch<T>({ words }: Branch<T>, word: string): Branch<T> {
  const next = words.get(word) ?? newBranch<T>()
  words.set(word, next)
  return next
}

function paramBranch<T>({ params }: Branch<T>, prefix: string): Branch<T> {
  const known = params.find((one) => one.prefix === prefix)
  if (known) return known.next
  const next = newBranch<T>()
  params.push({ prefix, next })
  params.sort((a, b) => b.prefix.length - a.prefix.length)
  return next
}

/** Tries fixed words first, then parameters. */
function descend<T>(
  branch: Branch<T>,
  segments: readonly string[],
  at: number,
  method: string,
  captured: string[],
): Leaf<T> | undefined {
  const segment = segments[at]
  if (segment === undefined) return branch.leaves.get(method)
  const word = branch.words.get(decodeValid(segment, decodeURI))
  const found = word && descend(word, segments, at + 1, method, captured)
  if (found) return found
  for (const { prefix, next } of branch.params) {
    if (segment.length <= prefix.length || !segment.startsWith(prefix)) continue
    captured.push(segment.slice(prefix.length))
    const leaf = descend(next, segments, at + 1, method, captured)
    if (leaf) return leaf
    captured.pop()
  }
  return undefined
}

function nameParams(names: readonly string[], captured: readonly string[]): Record<string, string> {
  const params: Record<string, string> = {}
  for (const [at, name] of names.entries()) params[name] = decodeValid(captured[at] as string, decodeURIComponent)
  return params
}
