import { en } from './en/index.ts'
import type { Reason } from './reason.ts'

/** The sentence that a person reads. Only the outermost layers call this; everything below them passes codes. */
export function sentenceOf([code, params]: Reason): string {
  const sentence: (params: never) => string = en[code]
  return sentence(params as never)
}
