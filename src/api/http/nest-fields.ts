/** Rails' field names: `media_ids[]`, `source[privacy]`, `fields_attributes[0][name]` → lists and objects. */

/** A request with more fields is refused. Fields nested deeper than `MAX_DEPTH` are dropped. */
export const MAX_FIELDS = 1000
const MAX_DEPTH = 4

export type Fields = Record<string, unknown>

/**
 * Builds one object from name–value pairs. If a plain name occurs twice, its last value wins. The objects have no
 * prototype, so `__proto__` is an ordinary name.
 * @throws RangeError if there are too many pairs
 */
export function nestFields(pairs: Iterable<readonly [string, unknown]>): Fields {
  const fields: Fields = Object.create(null)
  let count = 0
  for (const [name, value] of pairs) {
    if (++count > MAX_FIELDS) throw new RangeError(`more than ${MAX_FIELDS} fields`)
    const [first, ...rest] = pathOf(name)
    if (first !== undefined && rest.length < MAX_DEPTH) put(fields, first, rest, storable(value))
  }
  return fields
}

/** `a[b][]` → a, b, '' */
function pathOf(name: string): string[] {
  const start = name.indexOf('[')
  if (start <= 0 || !name.endsWith(']')) return [name]
  return [name.slice(0, start), ...name.slice(start + 1, -1).split('][')]
}

function put(target: Fields, name: string, rest: string[], value: unknown): void {
  const [next, ...further] = rest
  if (next === undefined) {
    target[name] = value
  } else if (next === '') {
    const known = target[name]
    const list = Array.isArray(known) ? known : []
    target[name] = list
    putInList(list, further, value)
  } else {
    const inner = target[name]
    const object = isFields(inner) ? inner : (Object.create(null) as Fields)
    target[name] = object
    put(object, next, further, value)
  }
}

/** `a[][x]=1&a[][y]=2&a[][x]=3` has two elements: a name that the last one already has begins another, as in Rails. */
function putInList(list: unknown[], path: string[], value: unknown): void {
  const [name, ...rest] = path
  if (name === undefined) {
    list.push(value)
    return
  }
  const last = list.at(-1)
  const isOpen = isFields(last) && !hasPath(last, path)
  const element = isOpen ? last : (Object.create(null) as Fields)
  if (!isOpen) list.push(element)
  put(element, name, rest, value)
}

/** A list within an element can always take more. */
function hasPath(fields: Fields, [name, ...rest]: string[]): boolean {
  if (name === undefined || rest.includes('') || !(name in fields)) return false
  const inner = fields[name]
  return rest.length === 0 || !isFields(inner) || hasPath(inner, rest)
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === null

/** PostgreSQL cannot store NUL, and UTF-8 cannot encode lone surrogates. */
function storable(value: unknown): unknown {
  return typeof value === 'string' ? value.replaceAll('\0', '').toWellFormed() : value
}
