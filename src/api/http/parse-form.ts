/** Checks the fields of a request against the form of its endpoint. All problems are reported at once. */
import type { z } from 'zod'
import { InvalidFields } from '../../core/errors.ts'
import type { Problem } from '../../messages/en/fields.ts'
import type { Fields } from './nest-fields.ts'

/** @throws InvalidFields */
export function parseForm(form: z.ZodType, fields: Fields): unknown {
  const result = form.safeParse(fields)
  if (result.success) return result.data
  const problems: Record<string, Problem[]> = {}
  for (const issue of result.error.issues) {
    const field = issue.path.join('.') || 'base'
    problems[field] = [...(problems[field] ?? []), problemOf(issue)]
  }
  throw new InvalidFields(problems)
}

function problemOf(issue: z.core.$ZodIssue): Problem {
  switch (issue.code) {
    case 'too_big':
      return issue.origin === 'string'
        ? ['too-long', { max: Number(issue.maximum) }]
        : ['too-large', { max: Number(issue.maximum) }]
    case 'too_small':
      return ['too-small', { min: Number(issue.minimum) }]
    case 'invalid_value':
      return ['not-included', { options: issue.values.map(String) }]
    case 'invalid_type':
      return /^(?:number|int)$/.test(issue.expected) ? ['not-a-number'] : ['invalid']
    case 'custom':
      return issue.params?.problem ?? ['invalid']
    default:
      return ['invalid']
  }
}
