import type { RefusedPart } from '../lib/http-server/multipart/refused-part.ts'
import type { Problem, Problems } from './en/fields.ts'

/** Why a part of a form was refused. */
export function partProblems({ field, reason }: RefusedPart): Problems {
  const problem: Problem = reason === 'not-a-text' ? ['file-for-text'] : ['too-many-files']
  return { [field]: [problem] }
}
