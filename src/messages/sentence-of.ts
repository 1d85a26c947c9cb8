import { en } from './en/index.ts'
import type { Reason } from './reason.ts'

/** What a person reads. Only the edges call this: everything below them passes codes on. */
export function sentenceOf([code, params]: Reason): string {
  const sentence: (params: never) => string = en[code]
  return sentence(params as never)
}
