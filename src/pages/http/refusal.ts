import { AtollError } from '../../core/errors.ts'
import { sentenceOf } from '../../messages/sentence-of.ts'

/** The sentence for a form that core refused. Any other error is thrown again. */
export function refusalOf(error: unknown): string {
  if (error instanceof AtollError) return sentenceOf(error.reason)
  throw error
}
