/** Compares an answer with the shape that Mastodon documents for it. */
import entities from './mastodon-entities.json' with { type: 'json' }

interface Shape {
  type?: string | string[]
  required?: string[]
  properties?: Record<string, Shape>
  items?: Shape
  oneOf?: Shape[]
  enum?: unknown[]
  format?: string
  $ref?: string
}
const shapes = entities as unknown as Record<string, Shape>

/** The differences, each with its path; none if the value fits. */
export function mismatches(value: unknown, shape: Shape, path = ''): string[] {
  if (shape.$ref !== undefined) return mismatchesOf(value, shape.$ref, path)
  if (shape.oneOf) return fitsOne(value, shape.oneOf, path)
  if (shape.enum && !shape.enum.includes(value))
    return [`${path} is ${JSON.stringify(value)}, not one of ${shape.enum}`]
  const types = shape.type === undefined ? [] : [shape.type].flat()
  if (types.length > 0 && !types.some((type) => hasType(value, type))) {
    return [`${path} is ${JSON.stringify(value)?.slice(0, 60)}, not ${types.join(' or ')}`]
  }
  if (typeof value === 'string') return formatMismatches(value, shape.format, path)
  if (Array.isArray(value)) return value.flatMap((item, i) => mismatches(item, shape.items ?? {}, `${path}[${i}]`))
  if (typeof value === 'object' && value !== null)
    return propertyMismatches(value as Record<string, unknown>, shape, path)
  return []
}

/** @param name of an entity in Mastodon's documentation */
export function mismatchesOf(value: unknown, name: string, path = name): string[] {
  const shape = shapes[name]
  return shape ? mismatches(value, shape, path) : [`${path}: ${name} is not in mastodon-entities.json`]
}

function fitsOne(value: unknown, choices: Shape[], path: string): string[] {
  const tried = choices.map((choice) => mismatches(value, choice, path))
  return tried.find((wrong) => wrong.length === 0) ?? tried.toSorted((a, b) => a.length - b.length)[0] ?? []
}

function propertyMismatches(value: Record<string, unknown>, { required = [], properties = {} }: Shape, path: string) {
  const missing = required.filter((name) => !(name in value)).map((name) => `${path}.${name} is missing`)
  const wrong = Object.entries(properties).flatMap(([name, inner]) =>
    value[name] === undefined ? [] : mismatches(value[name], inner, `${path}.${name}`),
  )
  return [...missing, ...wrong]
}

function formatMismatches(value: string, format: string | undefined, path: string): string[] {
  const fits =
    (format === 'date-time' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value)) ||
    (format === 'date' && /^\d{4}-\d\d-\d\d$/.test(value)) ||
    (format === 'uri' && URL.canParse(value)) ||
    !['date-time', 'date', 'uri'].includes(format ?? '')
  return fits ? [] : [`${path} is ${JSON.stringify(value)}, not a ${format}`]
}

function hasType(value: unknown, type: string): boolean {
  switch (type) {
    case 'null':
      return value === null
    case 'array':
      return Array.isArray(value)
    case 'integer':
      return Number.isInteger(value)
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value)
    default:
      return typeof value === type
  }
}
