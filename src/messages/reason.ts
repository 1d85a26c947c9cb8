import type { en } from './en/index.ts'

type ReasonCode = keyof typeof en

/** Why a request was refused: a code with the parameters of its sentence, such as `['host-blocked', { host }]`. */
export type Reason = { [C in ReasonCode]: [code: C, ...params: Parameters<(typeof en)[C]>] }[ReasonCode]
