import type { en } from './en/index.ts'

type ReasonCode = keyof typeof en

/** Why something was refused: a code with what its sentence names, like `['host-blocked', { host }]`. */
export type Reason = { [C in ReasonCode]: [code: C, ...params: Parameters<(typeof en)[C]>] }[ReasonCode]
